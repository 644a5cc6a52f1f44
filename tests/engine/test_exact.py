import math

import numpy as np

from convstudio.engine.exact import exact_products, exact_sum


def test_the_product_of_two_float32_numbers_is_exact():
    a, b = np.float32(0.1), np.float32(0.7)
    assert exact_products(np.array([a]), np.array([b]))[0] == float(a) * float(b)


def test_a_sum_is_rounded_once():
    assert exact_sum(np.array([1e16, 1.0, -1e16])) == 1.0


def test_infinities_of_both_signs_have_no_sum():
    assert math.isnan(exact_sum(np.array([np.inf, -np.inf])))

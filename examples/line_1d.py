"""A 1-D filter finds the bump in a line of eight numbers."""

import numpy as np

from convstudio.nn import Conv1D, Sequential

data = np.array([0, 0, 0, 1, 1, 0, 0, 0]).reshape(1, 8, 1)

model = Sequential()
model.add(Conv1D(1, 3, input_shape=(8, 1)))

# one filter of length 3 for one channel, and one bias
model.set_weights([np.array([[[0]], [[1]], [[0]]]), np.array([0.0])])

feature_map = model.predict(data)
print(feature_map[0, :, 0].tolist())

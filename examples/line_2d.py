"""A 2-D filter finds the vertical line in a picture, and one of its cells is written out."""

import numpy as np

from convstudio.nn import Conv2D, Sequential

data = np.zeros((1, 8, 8, 1))
data[:, :, 3:5] = 1

model = Sequential()
model.add(Conv2D(1, (3, 3), input_shape=(8, 8, 1)))

kernel = np.zeros((3, 3, 1, 1))
kernel[:, 1] = 1
model.set_weights([kernel, np.array([0.0])])

for row in model.predict(data)[0, :, :, 0].tolist():
    print(row)

step = model.layers[0].explain(data[0], row=0, col=2, filter=0)
for line in step.lines():
    print(line)

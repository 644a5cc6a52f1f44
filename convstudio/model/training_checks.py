"""Whether a network can learn some data in the way of a recipe: rules and numbers, before anything begins."""

from convstudio.files.project import Project
from convstudio.files.recipe import Recipe
from convstudio.model.training import Network
from convstudio.model.training_data import TrainingData
from convstudio.nn.layer import Layer
from convstudio.nn.losses import BinaryCrossentropy, CrossEntropy, Loss, SparseCategoricalCrossentropy
from convstudio.nn.shapes import Shape


def check(project: Project, data: TrainingData, recipe: Recipe) -> None:
    """Raise ValueError where layers, data and recipe do not fit."""
    given = data.x.shape[1:]
    if data.layer is None and given != project.input.shape:
        raise ValueError(
            "The samples must have the shape of the network's input, "
            f"{project.input.shape}. Received: {given}"
        )
    network = Network.of(project.layers, project.input.shape, data.layer)
    shape: Shape = given
    for layer in network.layers:
        shape = layer.output_shape_for(shape)
    if not any(layer.trained_weights for layer in network.layers):
        raise ValueError("The network must have a layer with weights to learn. Received: none")
    loss = recipe.new_loss()
    if data.classes:
        _check_classes(shape, len(data.classes), loss, recipe.loss)
        _check_range(network.layers, loss)
    else:
        _check_maps(shape, data.y.shape[1:], loss, recipe.loss)
    if not len(data.split(recipe.validation_split).training):
        raise ValueError(
            "`validation_split` must leave samples to train on. "
            f"Received: validation_split={recipe.validation_split} of {len(data)} samples"
        )


def _check_classes(shape: Shape, classes: int, loss: Loss, name: str) -> None:
    is_pair = isinstance(loss, BinaryCrossentropy)
    if not isinstance(loss, BinaryCrossentropy | SparseCategoricalCrossentropy):
        raise ValueError(
            "Classes are learned with sparse_categorical_crossentropy, or two of them with "
            f"binary_crossentropy. Received: loss={name!r}"
        )
    if is_pair and classes != 2:
        raise ValueError(f"binary_crossentropy takes 2 classes. Received: {classes} classes")
    wanted = 1 if is_pair else classes
    if shape != (wanted,):
        raise ValueError(
            f"{classes} classes need a last layer that gives outputs of shape ({wanted},) with {name}. "
            f"Received: {shape}"
        )


def _check_range(layers: list[Layer], loss: Loss) -> None:
    """Probabilities are for a loss without logits, other numbers for one with them."""
    low, high = layers[-1].output_range
    are_shares = low >= 0 and high <= 1
    from_logits = isinstance(loss, CrossEntropy) and loss.from_logits
    if are_shares and from_logits:
        raise ValueError(
            "`from_logits` must be False where the last layer gives probabilities. Received: from_logits=True"
        )
    if not are_shares and not from_logits:
        raise ValueError(
            "`from_logits` must be True where the last layer gives other numbers than probabilities "
            f"({low:g} … {high:g}). Received: from_logits=False"
        )


def _check_maps(shape: Shape, wanted: Shape, loss: Loss, name: str) -> None:
    if isinstance(loss, CrossEntropy):
        raise ValueError(
            f"Maps are learned with mean_squared_error or mean_absolute_error. Received: loss={name!r}"
        )
    if shape != wanted:
        raise ValueError(f"The wanted maps must have the shape of the outputs, {shape}. Received: {wanted}")

"""What tests of tasks share."""

import pytest

from convstudio.nn import Input, Sequential


@pytest.fixture
def model_of():
    def model(project):
        """The network of a project, ready to be trained."""
        made = Sequential([Input(project.input.shape)])
        for part in project.layers:
            made.add(part.build(made.output_shape[1:]))
        return made

    return model


@pytest.fixture
def learned(model_of):
    def learn(task, seed):
        """The network after training by the recipe of its task, the samples, and the numbers of epochs."""
        samples, model = task.samples(), model_of(task.project(seed))
        task.recipe.compile(model, seed)
        history = model.fit(samples.x, samples.y, **task.recipe.fit_words)
        assert not history.problem
        return model, samples, history.history

    return learn

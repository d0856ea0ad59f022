"""Layers: what is kept in eight bits is nearly what was there, and a layer without its own numbers is named."""

import numpy as np
import pytest
import torch

from rag.layers import WIDTH, finished, in_eight_bits, restored
from rag.support_reader import base


def test_eight_bits_a_number_keep_each_row_to_half_a_step():
    matrix = np.random.default_rng(0).normal(size=(7, 40)).astype(np.float32) * np.logspace(-6, 3, 7)[:, None]
    numbers, worth = in_eight_bits(matrix.astype(np.float32))
    assert numbers.dtype == np.int8
    assert worth.shape == (7, 1)
    assert np.all(np.abs(restored(numbers, worth) - matrix) <= 0.501 * worth)


def test_a_row_of_noughts_stays_one():
    numbers, worth = in_eight_bits(np.zeros((2, 3), dtype=np.float32))
    assert not restored(numbers, worth).any()


def test_a_layer_ends_as_the_packaged_model_ends_it():
    from transformers import AutoModel

    from ingest.embed import packaged_model_path

    model = AutoModel.from_pretrained(str(packaged_model_path()), local_files_only=True).eval()
    states, seen = torch.randn(2, 5, WIDTH, generator=torch.Generator().manual_seed(0)).unbind(0)
    layer = model.encoder.layer[3]
    with torch.inference_mode():
        after = layer.attention.output(seen, states)
        expected = layer.output(layer.intermediate(after), after)
        found = finished(states, seen, base(), "encoder.layer.3", (0.0, 0.0))
    assert torch.allclose(found, expected, atol=1e-5)


def test_what_is_blanked_in_training_is_not_blanked_in_use():
    states, seen = torch.randn(2, 4, WIDTH, generator=torch.Generator().manual_seed(1)).unbind(0)
    with torch.inference_mode():
        still = [finished(states, seen, base(), "encoder.layer.2", (0.0, 0.0)) for _ in range(2)]
        torch.manual_seed(0)
        blanked = finished(states, seen, base(), "encoder.layer.2", (0.3, 0.3))
    assert torch.equal(*still)
    assert not torch.allclose(still[0], blanked, atol=1e-3)


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(KeyError, match=r"encoder\.layer\.9"):
        finished(torch.zeros(1, WIDTH), torch.zeros(1, WIDTH), base(), "encoder.layer.9", (0.0, 0.0))

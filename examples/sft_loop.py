"""The whole idea of supervised fine-tuning on one flat page, with nothing of lekalo in it.

A chat becomes tokens; the loss falls on the answers only; the sum over a step is divided by
the step's count of trained tokens; low-rank matrices learn while the base stays frozen.
What it leaves out (packing, checkpoints, evaluation, versions) is what lekalo is for.

    python examples/sft_loop.py src/lekalo/assets/nano
"""

import sys

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM, AutoTokenizer

CHATS = [
    ("Where is my order?", "Short: it is on its way.\nNext step: see the tracking page."),
    ("Can I return a lamp?", "Short: yes, you can.\nNext step: fill in the return form."),
    ("How do I pay?", "Short: by card.\nNext step: choose the card at the checkout."),
]


class LoRA(torch.nn.Module):
    """y = Wx + (alpha / rank) BAx, with B = 0 at the start (Hu et al. 2021, section 4.1)."""

    def __init__(self, linear: torch.nn.Linear, rank: int = 8, alpha: float = 16.0) -> None:
        super().__init__()
        self.linear, self.scale = linear, alpha / rank
        self.a = torch.nn.Parameter(torch.randn(rank, linear.in_features) / rank)
        self.b = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x_btd: torch.Tensor) -> torch.Tensor:
        return self.linear(x_btd) + self.scale * (x_btd @ self.a.T) @ self.b.T


def tokens_and_labels(tokenizer, question: str, answer: str) -> tuple[list[int], list[int]]:
    """The chat's tokens, and the same with everything but the answer set to -100."""
    turns = [{"role": "user", "content": question}]
    prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=False)
    turns.append({"role": "assistant", "content": answer})
    whole = tokenizer.apply_chat_template(turns, return_dict=False)
    assert whole[: len(prompt)] == prompt, "the template must keep a prompt as a prefix"
    return whole, [-100] * len(prompt) + whole[len(prompt) :]


def main(folder: str, steps: int = 30) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.requires_grad_(False)
    for layer in model.model.layers:
        for name in ("q_proj", "v_proj"):
            setattr(layer.self_attn, name, LoRA(getattr(layer.self_attn, name)))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=5e-3)
    rows = [tokens_and_labels(tokenizer, *chat) for chat in CHATS]
    count = sum(label != -100 for _, labels in rows for label in labels)

    for step in range(steps):
        total = 0.0
        for tokens, labels in rows:
            logits_tv = model(torch.tensor([tokens])).logits[0, :-1]
            loss = F.cross_entropy(logits_tv, torch.tensor(labels[1:]), reduction="sum") / count
            loss.backward()
            total += loss.item()
        optimizer.step()
        optimizer.zero_grad()
        if step % 5 == 0 or step == steps - 1:
            print(f"step {step:3d}  loss {total:.3f} nats a trained token")


if __name__ == "__main__":
    main(sys.argv[1])

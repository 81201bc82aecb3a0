// A checkpoint, as somebody else's program has it.
#include <hone/hone.hpp>
#include <torch/nn/modules/linear.h>

int main() {
  torch::nn::Linear model(2, 1);
  auto hooks = hone::hooks(hone::checkpoint("runs/linear").minimize().with("model", model));
  for (int64_t epoch = hooks.resume(1); epoch <= 2; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0) != hone::Next::proceed) break;
  hooks.on_trial_end();
  hone::Checkpoint::open("runs/linear/best.pt").restore("model", model);
}

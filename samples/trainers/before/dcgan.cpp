// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../dcgan.cpp without hone.
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>

namespace {

namespace nn = torch::nn;

constexpr int64_t kNoise = 8, kBatchSize = 32, kSteps = 40, kPrintEvery = 10;

nn::Sequential make_generator() {
  const auto up = [](int64_t in, int64_t out) {
    return nn::ConvTranspose2d(
        nn::ConvTranspose2dOptions(in, out, 4).stride(2).padding(1).bias(false));
  };
  return nn::Sequential(nn::Linear(kNoise, 16 * 3 * 3),
                        nn::Unflatten(nn::UnflattenOptions(1, {16, 3, 3})), nn::BatchNorm2d(16),
                        nn::ReLU(), up(16, 8), nn::BatchNorm2d(8), nn::ReLU(), up(8, 1),
                        nn::Tanh());
}

nn::Sequential make_discriminator() {
  const auto down = [](int64_t in, int64_t out) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, 4).stride(2).padding(1).bias(false));
  };
  const auto leaky = nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2));
  return nn::Sequential(down(1, 8), leaky, down(8, 16), nn::BatchNorm2d(16), leaky, nn::Flatten(),
                        nn::Linear(16 * 3 * 3, 1), nn::Sigmoid());
}

struct Gan {
  explicit Gan(double lr)
      : generator_adam(generator->parameters(), torch::optim::AdamOptions(lr).betas({0.5, 0.999})),
        discriminator_adam(discriminator->parameters(),
                           torch::optim::AdamOptions(lr).betas({0.5, 0.999})) {}
  nn::Sequential generator = make_generator(), discriminator = make_discriminator();
  torch::optim::Adam generator_adam, discriminator_adam;
};

/// Pictures of 12 x 12 pixels: a bright ring.
torch::Tensor make_images(int64_t count) {
  const auto line = torch::linspace(-1, 1, 12);
  const auto radius = (line.square().unsqueeze(0) + line.square().unsqueeze(1)).sqrt();
  return torch::exp(-(radius - 0.6).square() * 20) * 2 - 1 + 0.1 * torch::randn({count, 1, 12, 12});
}

void train(Gan& gan, const torch::Tensor& images) {
  for (int64_t step = 1; step <= kSteps; ++step) {
    gan.discriminator_adam.zero_grad();
    const auto real =
        images.index_select(0, torch::randint(images.size(0), {kBatchSize}, torch::kLong));
    const auto real_output = gan.discriminator->forward(real);
    const auto fake = gan.generator->forward(torch::randn({kBatchSize, kNoise}));
    const auto fake_output = gan.discriminator->forward(fake.detach());
    const auto discriminator_loss =
        nn::functional::binary_cross_entropy(real_output, torch::full_like(real_output, 0.9)) +
        nn::functional::binary_cross_entropy(fake_output, torch::zeros_like(fake_output));
    discriminator_loss.backward();
    gan.discriminator_adam.step();

    gan.generator_adam.zero_grad();
    const auto output = gan.discriminator->forward(fake);
    nn::functional::binary_cross_entropy(output, torch::ones_like(output)).backward();
    gan.generator_adam.step();

    const auto distance = (fake.detach().mean(0) - images.mean(0)).abs().mean();
    if (step % kPrintEvery == 0)
      std::printf("step %d: discriminator %.3f, distance of the mean pictures %.3f\n",
                  static_cast<int>(step), discriminator_loss.item<double>(),
                  distance.item<double>());
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const auto images = make_images(256);
  Gan gan(2e-3);
  train(gan, images);
}

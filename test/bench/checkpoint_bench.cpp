// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Cost of saving and loading weights durably, compared with torch::save, Python's torch.save, the
// safetensors package and a bare preallocated write. Each round runs every candidate once, in turn,
// because a disk's speed drifts. Prints medians over the rounds of wall-clock and CPU seconds, and
// the growth of peak memory (VmHWM).
//
//   checkpoint_bench [PYTHON] [DIRECTORY]
//
// PYTHON has torch and, for its rows, safetensors; "" disables Python. DIRECTORY is on the disk to
// be measured. The third size, 1 GB, runs only if memory and disk have room for it.
#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/save_checkpoint.hpp>

#include <ATen/Parallel.h>
#include <torch/serialize.h>

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Cost {
  double seconds = 0, processor = 0, megabytes = 0;
};

// Returns a line of /proc/self/status, in MB.
double memory(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;)
    if (word == name + ":") {
      double kilobytes = 0;
      file >> kilobytes;
      return kilobytes / 1e3;
    }
  return 0;
}

Cost cost_of(const std::function<void()>& work) {
  ::malloc_trim(0);  // as in a process that does this once
  std::ofstream("/proc/self/clear_refs") << "5";  // resets the peak
  const double before = memory("VmRSS");
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  work();
  Cost cost;
  cost.processor = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.megabytes = std::max(0.0, memory("VmHWM") - before);
  return cost;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void check(bool is_good, const char* what) {
  if (!is_good) throw std::runtime_error(std::string(what) + " failed");
}

// Makes another library's file as durable as hone's.
void replace_durably(const std::string& from, const std::string& to) {
  const int file = ::open(from.c_str(), O_RDONLY);
  check(file >= 0 && ::fsync(file) == 0 && ::close(file) == 0, "fsync");
  check(std::rename(from.c_str(), to.c_str()) == 0, "rename");
  const int folder = ::open(hone::detail::directory_of(to).c_str(), O_RDONLY);
  check(folder >= 0 && ::fsync(folder) == 0 && ::close(folder) == 0, "fsync of the directory");
}

// `tensors` tensors of `floats` floats each.
struct Weights : torch::nn::Module {
  Weights(int64_t tensors, int64_t floats) {
    for (int64_t i = 0; i < tensors; ++i)
      register_parameter("weight" + std::to_string(i), at::rand({floats}));
  }
};

void save_bare(const std::vector<at::Tensor>& tensors, const std::string& path) {
  const std::string temporary = path + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  int64_t bytes = 0, at = 0;
  for (const at::Tensor& tensor : tensors) bytes += static_cast<int64_t>(tensor.nbytes());
  check(file >= 0 && ::fallocate(file, 0, 0, bytes) == 0, "reserving");
  // Small tensors are written with one call, because hone gathers them in one buffer.
  const std::string small(bytes < (1 << 22) ? static_cast<size_t>(bytes) : 0, 'x');
  if (!small.empty())
    check(::pwrite(file, small.data(), small.size(), 0) == bytes, "writing");
  else
    for (const at::Tensor& tensor : tensors) {
      const auto count = static_cast<int64_t>(tensor.nbytes());
      check(::pwrite(file, tensor.data_ptr(), tensor.nbytes(), at) == count, "writing");
      at += count;
    }
  check(::close(file) == 0, "closing");
  replace_durably(temporary, path);
}

// Without checksums, straight into the tensors.
void load_bare(const std::vector<at::Tensor>& tensors, const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  int64_t at = 0;
  for (const at::Tensor& tensor : tensors) {
    const auto count = static_cast<int64_t>(tensor.nbytes());
    check(::pread(file, tensor.data_ptr(), tensor.nbytes(), at) == count, "reading");
    at += count;
  }
  ::close(file);
}

const char* const kPython = R"(
import os, sys, time
import torch
try:
    from safetensors.torch import save_file, load_file
except ImportError:
    save_file = None
torch.set_num_threads(1)
directory, tensors, floats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
weights = {f"weight{i}": torch.rand(floats) for i in range(tensors)}
module = torch.nn.Module()
for name, tensor in weights.items():
    module.register_parameter(name, torch.nn.Parameter(tensor))
weights = module.state_dict()
def memory(name):
    with open("/proc/self/status") as file:
        return next(float(line.split()[1]) / 1e3 for line in file if line.startswith(name))
def sync(path):
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.close(file)
def save(write, path):
    write(path + ".tmp")
    sync(path + ".tmp")
    os.replace(path + ".tmp", path)
    sync(directory)
pt, st = directory + "/python.pt", directory + "/python.safetensors"
work = {
    "save torch": lambda: save(lambda path: torch.save(weights, path), pt),
    "load torch": lambda: module.load_state_dict(torch.load(pt, weights_only=True)),
    "save safetensors": lambda: save(lambda path: save_file(weights, path), st),
    "load safetensors": lambda: module.load_state_dict(load_file(st)),
}
print("ready" if save_file else "without safetensors", flush=True)
for line in sys.stdin:
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before, start, processor = memory("VmRSS"), time.perf_counter(), time.process_time()
    work[line.strip()]()
    print(time.perf_counter() - start, time.process_time() - processor,
          max(0, memory("VmHWM") - before), flush=True)
)";

/// A Python process that executes commands one by one.
class Python {
 public:
  Python(const std::string& python, const std::string& directory, int64_t tensors, int64_t floats) {
    int in[2], out[2];
    check(::pipe(in) == 0 && ::pipe(out) == 0, "pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0), ::dup2(out[1], 1);
      ::close(in[1]), ::close(out[0]);
      ::execlp(python.c_str(), python.c_str(), "-c", kPython, directory.c_str(),
               std::to_string(tensors).c_str(), std::to_string(floats).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]), ::close(out[1]);
    to_ = ::fdopen(in[1], "w"), from_ = ::fdopen(out[0], "r");
    char line[64] = "";
    if (std::fgets(line, sizeof line, from_)) has_safetensors_ = line[0] == 'r';
  }
  ~Python() {
    std::fclose(to_), std::fclose(from_);
    ::waitpid(pid_, nullptr, 0);
  }
  Python(const Python&) = delete;

  bool has_safetensors() const { return has_safetensors_; }
  Cost operator()(const std::string& what) const {
    std::fprintf(to_, "%s\n", what.c_str());
    std::fflush(to_);
    Cost cost;
    check(std::fscanf(from_, "%lf %lf %lf", &cost.seconds, &cost.processor, &cost.megabytes) == 3,
          "Python");
    return cost;
  }

 private:
  pid_t pid_ = -1;
  FILE *to_ = nullptr, *from_ = nullptr;
  bool has_safetensors_ = false;
};

struct Row {
  std::string name;
  std::function<Cost()> run;
};

void print(const char* size, const char* what, const std::vector<Row>& rows, int rounds) {
  std::vector<std::vector<Cost>> costs(rows.size());
  for (int round = -1; round < rounds; ++round)  // round -1 warms up
    for (size_t i = 0; i < rows.size(); ++i) {
      const Cost cost = rows[i].run();
      if (round >= 0) costs[i].push_back(cost);
    }
  const auto median_of = [&](size_t row, double Cost::*field) {
    std::vector<double> values;
    for (const Cost& cost : costs[row]) values.push_back(cost.*field);
    return median(values);
  };
  std::printf("\n%-26s %10s %14s %12s %10s %10s\n", (std::string(what) + " " + size).c_str(), "ms",
              "processor ms", "extra MB", "of first", "hone's x");
  for (size_t i = 0; i < rows.size(); ++i)
    std::printf("%-26s %10.2f %14.2f %12.1f %10.2f %10.2f\n", rows[i].name.c_str(),
                1e3 * median_of(i, &Cost::seconds), 1e3 * median_of(i, &Cost::processor),
                median_of(i, &Cost::megabytes),
                median_of(i, &Cost::seconds) / median_of(0, &Cost::seconds),
                median_of(i, &Cost::seconds) / median_of(1, &Cost::seconds));
  std::fflush(stdout);
}

void measure(const char* size, int64_t tensors, int64_t floats, int rounds,
             const std::string& python_name, const std::string& directory) {
  auto module = std::make_shared<Weights>(tensors, floats);
  const std::vector<at::Tensor> numbers = [&] {
    std::vector<at::Tensor> result;
    for (const at::Tensor& parameter : module->parameters()) result.push_back(parameter.detach());
    return result;
  }();
  const std::string hone_path = directory + "/hone.pt", torch_path = directory + "/torch.pt";
  const std::string bare_path = directory + "/bare";
  hone::detail::CheckpointContents contents;
  contents.parts.push_back(hone::detail::make_part("model", *module));

  std::vector<Row> saves = {
      {"bare write", [&] { return cost_of([&] { save_bare(numbers, bare_path); }); }},
      {"hone",
       [&] { return cost_of([&] { hone::detail::save_checkpoint({hone_path}, contents); }); }},
      {"torch::save", [&] {
         return cost_of([&] {
           torch::save(module, torch_path + ".tmp");
           replace_durably(torch_path + ".tmp", torch_path);
         });
       }}};
  std::vector<Row> loads = {
      {"bare read, unchecked", [&] { return cost_of([&] { load_bare(numbers, bare_path); }); }},
      {"hone",
       [&] {
         return cost_of([&] { hone::Checkpoint::open(hone_path).restore("model", *module); });
       }},
      {"torch::load", [&] { return cost_of([&] { torch::load(module, torch_path); }); }}};
  std::unique_ptr<Python> python;
  if (!python_name.empty()) {
    python = std::make_unique<Python>(python_name, directory, tensors, floats);
    std::vector<std::string> kinds = {"torch"};
    if (python->has_safetensors()) kinds.push_back("safetensors");
    for (const std::string& kind : kinds) {
      saves.push_back({"Python, " + kind, [&, kind] { return (*python)("save " + kind); }});
      loads.push_back({"Python, " + kind, [&, kind] { return (*python)("load " + kind); }});
    }
  }
  // Measures how long the loop is blocked. Of the writer's own work only CPU time counts.
  hone::detail::BackgroundWriter writer(hone::WhenBusy::wait);
  std::vector<char> copy(static_cast<size_t>(tensors * floats) * sizeof(float));
  const std::vector<Row> stalls = {{"one memcpy",
                                    [&] {
                                      return cost_of([&] {
                                        char* into = copy.data();
                                        for (const at::Tensor& tensor : numbers) {
                                          std::memcpy(into, tensor.data_ptr(), tensor.nbytes());
                                          into += tensor.nbytes();
                                        }
                                      });
                                    }},
                                   {"hone, background", [&] {
                                      const Cost cost = cost_of([&] {
                                        hone::detail::save_checkpoint({hone_path}, contents, writer,
                                                                      /*must=*/true, {});
                                      });
                                      writer.wait();
                                      return cost;
                                    }}};
  print(size, "save", saves, rounds);
  print(size, "stall", stalls, rounds);
  print(size, "load", loads, rounds);
}

bool has_room_for_a_gigabyte(const std::string& directory) {
  struct statvfs disk;
  if (::statvfs(directory.c_str(), &disk) != 0) return false;
  const double free_disk = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  double free_memory = 0;
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;)
    if (word == "MemAvailable:") file >> free_memory;
  return free_disk > 12e9 && 1e3 * free_memory > 12e9;
}

}  // namespace

int main(int argc, char** argv) {
  at::set_num_threads(1);
  const std::string python = argc > 1 ? argv[1] : "";
  std::string directory = (argc > 2 ? std::string(argv[2]) : ".") + "/checkpoint_bench.XXXXXX";
  check(::mkdtemp(directory.data()), "making a directory");
  measure("500 tensors of 2 KB", 500, 500, 31, python, directory);
  measure("100 tensors of 1 MB", 100, 250000, 9, python, directory);
  if (has_room_for_a_gigabyte(directory))
    measure("64 tensors of 16 MB", 64, 4000000, 5, python, directory);
  else
    std::printf("\n1 GB: left out, for want of memory or disk\n");
  for (const char* name : {"hone.pt", "torch.pt", "bare", "python.pt", "python.safetensors"})
    ::unlink((directory + '/' + name).c_str());
  ::rmdir(directory.c_str());
}

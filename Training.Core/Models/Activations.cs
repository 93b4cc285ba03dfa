using Training.Core.Torch;

namespace Training.Core.Models;

internal static class Activations
{
    public static torch.nn.Module<torch.Tensor, torch.Tensor> Build(string name) => name switch
    {
        "relu" => torch.nn.ReLU(inplace: true), // always after a layer (linear, convolution, normalisation, sum) whose backward pass does not need its output
        "gelu" => torch.nn.GELU(),
        "tanh" => torch.nn.Tanh(),
        "silu" => torch.nn.SiLU(),
        "sigmoid" => torch.nn.Sigmoid(),
        "leaky_relu" => torch.nn.LeakyReLU(),
        _ => throw new SpecException("activation", $"'{name}' is not known. Use relu, leaky_relu, gelu, silu, tanh or sigmoid."),
    };
}

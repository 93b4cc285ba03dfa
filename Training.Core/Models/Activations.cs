using Training.Core.Torch;

namespace Training.Core.Models;

internal static class Activations
{
    public static torch.nn.Module<torch.Tensor, torch.Tensor> Build(string name) => name switch
    {
        "relu" => torch.nn.ReLU(inplace: true), // always after a linear or convolution layer, whose backward pass does not need its output
        "gelu" => torch.nn.GELU(),
        "tanh" => torch.nn.Tanh(),
        "silu" => torch.nn.SiLU(),
        _ => throw new SpecException("activation", $"'{name}' is not known. Use relu, gelu, tanh or silu."),
    };
}

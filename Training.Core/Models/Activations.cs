using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

internal static class Activations
{
    public static Activation Build(string name) => name switch
    {
        "relu" => torch.nn.ReLU(),
        "gelu" => torch.nn.GELU(),
        "tanh" => torch.nn.Tanh(),
        "silu" => torch.nn.SiLU(),
        _ => throw new SpecException("activation", $"'{name}' is not known. Use relu, gelu, tanh or silu."),
    };
}

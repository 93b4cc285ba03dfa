using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>Looks into a network while it answers.</summary>
internal sealed class NetworkWatch(torch.nn.Module<torch.Tensor, torch.Tensor> model)
{
    private readonly Dictionary<torch.nn.Module, string> _names = model.named_modules().ToDictionary(pair => pair.module, pair => pair.name);

    /// <summary>The network's answer, and for each ReLU layer how many of its units are 0 for the whole batch.</summary>
    public (torch.Tensor Output, IReadOnlyList<(string Layer, int Dead, int Units)> Dead) Forward(in Batch batch)
    {
        var (dead, seen) = (new List<(string, int, int)>(), batch);
        var output = LayerProbe.During(
            (module, answer) =>
            {
                if (module is ReLU && answer.ndim >= 2)
                    dead.Add(CountDead(_names[module], answer));
            },
            () => model.Answer(seen));
        return (output, dead);
    }

    /// <summary>Where a value that is not a finite number comes from: weights, input or the first layer whose answer has one; null when all of them are finite.</summary>
    public string? FirstNonFinite(in Batch batch)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (!Finite(batch.Input))
            return "the input has a value that is not a finite number";
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!Finite(parameter))
                return $"the weights '{name}' were the first with a value that is not a finite number";
        }

        var (first, seen) = ((string?)null, batch);
        LayerProbe.During((module, answer) => first ??= Finite(answer) ? null : $"the first layer that answers a value that is not a finite number is {Describe(module)}", () => model.Answer(seen));
        return first;
    }

    private static bool Finite(torch.Tensor tensor) => tensor.dtype is not (torch.ScalarType.Float32 or torch.ScalarType.Float64) || tensor.isfinite().all().item() != 0;

    // A unit is a channel of (N, C, H, W), else an element of the last dimension.
    private static (string Layer, int Dead, int Units) CountDead(string name, torch.Tensor answer)
    {
        long[] over = answer.ndim == 4 ? [0, 2, 3] : [.. Enumerable.Range(0, (int)answer.ndim - 1).Select(dim => (long)dim)];
        var largest = answer.amax(over).ToArray<float>();
        return (name, largest.Count(value => value == 0), largest.Length);
    }

    private string Describe(torch.nn.Module module) => _names.TryGetValue(module, out var name) && name.Length > 0 ? $"'{name}' ({module.GetName()})" : "the network's last";
}

namespace Training.Core.Torch.Modules;

/// <summary>A tensor that is part of a module's state but has no gradient. It belongs to its module, never to a dispose scope.</summary>
public sealed class ModuleBuffer : torch.Tensor
{
    /// <summary>All elements equal.</summary>
    public ModuleBuffer(double value, params ReadOnlySpan<long> size)
        : base(torch.zeros(size).Take())
    {
        DetachFromDisposeScope();
        if (value != 0)
            fill_(value);
    }

    /// <summary>Overwrites the values (same number of elements).</summary>
    public void Set(ReadOnlySpan<float> values)
    {
        using var source = torch.tensor(values, shape);
        copy_(source);
    }

    internal void MoveTo(torch.Device target)
    {
        if (device != target)
            Replace(to(target));
    }
}

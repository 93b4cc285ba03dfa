namespace Training.Core.Torch.Modules;

/// <summary>A tensor that training changes. It belongs to its module, never to a dispose scope.</summary>
public sealed class Parameter : torch.Tensor
{
    /// <summary>Zeros of the given sizes that require gradients.</summary>
    public Parameter(params ReadOnlySpan<long> size)
        : base(torch.zeros(size).Take())
    {
        DetachFromDisposeScope();
        requires_grad = true;
    }

    /// <summary>Overwrites the values (same number of elements) without recording it.</summary>
    public void Set(ReadOnlySpan<float> values)
    {
        using var guard = torch.no_grad();
        using var source = torch.tensor(values, shape);
        copy_(source);
    }

    /// <summary>Overwrites all values with one, without recording it.</summary>
    public void Fill(double value)
    {
        using var guard = torch.no_grad();
        fill_(value);
    }

    internal void MoveTo(torch.Device target)
    {
        if (device == target)
            return;
        using var guard = torch.no_grad();
        Replace(to(target));
        requires_grad = true;
    }
}

using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// An exponential moving average of a network's weights: after step t, average += (1 - d) · (weight - average), with d the smaller of the
/// decay and (1 + t) / (10 + t), so that the first steps do not leave the initial weights in it (as TensorFlow's num_updates). The running
/// statistics of batch normalisation are averaged alike (PyTorch's <c>use_buffers</c>): those of the weights that train are of another function.
/// </summary>
internal sealed unsafe class AveragedWeights : IDisposable
{
    private readonly IReadOnlyList<torch.Tensor> _weights;
    private readonly double _decay;
    private readonly torch.Tensor[] _averages;
    private readonly nint[] _weightHandles;
    private readonly nint[] _averageHandles;
    private bool _swapped;

    /// <summary>Begins with the present values.</summary>
    /// <param name="weights">Parameters and persistent buffers; they stay the network's.</param>
    /// <param name="decay">0 to 1.</param>
    public AveragedWeights(IReadOnlyList<torch.Tensor> weights, double decay)
    {
        using var guard = torch.no_grad();
        (_weights, _decay) = (weights, decay);
        _averages = [.. weights.Select(weight => weight.clone().DetachFromDisposeScope())];
        _weightHandles = [.. weights.Select(weight => weight.Handle)];
        _averageHandles = Array.ConvertAll(_averages, average => average.Handle);
    }

    /// <summary>The average of each weight, in their order. They stay this object's.</summary>
    public IReadOnlyList<torch.Tensor> Averages => _averages;

    /// <summary>Takes the weights after a step.</summary>
    /// <param name="steps">Steps taken, at least 1.</param>
    public void Follow(long steps)
    {
        var decay = Math.Min(_decay, (1.0 + steps) / (10.0 + steps));
        fixed (nint* weights = _weightHandles)
        fixed (nint* averages = _averageHandles)
            Native.Checked(Native.shim_average(weights, averages, _averageHandles.Length, 1 - decay), "moving average");
    }

    /// <summary>Puts the averages in the place of the weights (true), or the weights back. The values are exchanged, so that the optimizer's handles stay right.</summary>
    public void Use(bool on)
    {
        if (_swapped == on)
            return;
        _swapped = on;
        using var guard = torch.no_grad();
        for (var i = 0; i < _averages.Length; i++)
        {
            using var kept = _weights[i].clone();
            _weights[i].copy_(_averages[i]);
            _averages[i].copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var average in _averages)
            average.Dispose();
    }
}

using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): while training, each channel is standardised over the batch and its running mean and
/// variance follow by a tenth; in evaluation mode the running ones are used, and also where a channel has but one value, which has no
/// variance (PyTorch refuses such a batch; here it may be the last one of an epoch). (N, C), (N, C, L) or (N, C, H, W) to the same.
/// PyTorch's <c>num_batches_tracked</c> is not kept: nothing reads it, and PyTorch fills it in when it loads the others.
/// </summary>
public sealed class BatchNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;

    internal BatchNorm(long features)
        : base(nameof(BatchNorm))
    {
        weight = new Parameter(features);
        weight.Fill(1);
        bias = new Parameter(features);
        running_mean = new ModuleBuffer(0, features);
        running_var = new ModuleBuffer(1, features);
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        register_buffer(nameof(running_mean), running_mean);
        register_buffer(nameof(running_var), running_var);
    }

    /// <summary>(C), 1 at the start.</summary>
    public Parameter weight { get; }

    /// <summary>(C), 0 at the start.</summary>
    public Parameter bias { get; }

    /// <summary>(C).</summary>
    public ModuleBuffer running_mean { get; }

    /// <summary>(C), unbiased.</summary>
    public ModuleBuffer running_var { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return training && input.numel() > input.shape[1]
            ? torch.nn.functional.batch_norm(input, weight, bias, running_mean, running_var, Momentum, Epsilon)
            : Aten.BatchNorm.Call(input, weight, bias, running_mean, running_var, false, Momentum, Epsilon, true);
    }

    internal override string ToOnnx(OnnxGraph graph, string input) => graph.Node(
        "BatchNormalization", [input, graph.Weight(weight), graph.Weight(bias), graph.Weight(running_mean), graph.Weight(running_var)], OnnxAttribute.Of("epsilon", (float)Epsilon));
}

using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>What happens to a network's gradients between the backward pass and the optimizer's step. Works on any device.</summary>
internal sealed unsafe class Gradients(IReadOnlyList<Parameter> parameters)
{
    private const double Smallest = 1e-6; // as in PyTorch's clip_grad_norm_, against a division by 0
    private readonly nint[] _handles = [.. parameters.Select(parameter => parameter.Handle)];

    /// <summary>Adds the gradients of l1 · Σ|w| and l2 / 2 · Σw².</summary>
    public void Penalize(double l1, double l2)
    {
        fixed (nint* handles = _handles)
            Native.Checked(Native.shim_penalize(handles, _handles.Length, l1, l2), "penalty");
    }

    /// <summary>The Euclidean norm of each parameter's gradient, in the parameters' order; 0 where there is none.</summary>
    public double[] Norms()
    {
        var norms = new double[_handles.Length];
        fixed (nint* handles = _handles)
        fixed (double* first = norms)
            Native.Checked(Native.shim_grad_norms(handles, _handles.Length, first), "gradient norms");
        return norms;
    }

    /// <summary>Shrinks all gradients alike so that their common norm is at most a limit: PyTorch's clip_grad_norm_.</summary>
    public void Clip(double limit)
    {
        var factor = limit / (Math.Sqrt(Norms().Sum(norm => norm * norm)) + Smallest);
        if (!(factor < 1))
            return;
        fixed (nint* handles = _handles)
            Native.Checked(Native.shim_scale_grads(handles, _handles.Length, factor), "clipping");
    }
}

namespace Training.Core.Torch;

/// <summary>Shows the output of every module that this thread calls, while it is asked to; else it costs a look at one flag a call.</summary>
internal static class LayerProbe
{
    [ThreadStatic]
    private static Action<torch.nn.Module, torch.Tensor>? _seen;

    /// <summary>Whether this thread is watched: modules then call each layer by itself, without fused passes.</summary>
    public static bool Active => _seen is not null;

    /// <summary>Runs something and shows the outputs of the modules in it, inner ones first. They belong to the scope that is open there.</summary>
    public static T During<T>(Action<torch.nn.Module, torch.Tensor> seen, Func<T> body)
    {
        _seen = seen;
        try
        {
            return body();
        }
        finally
        {
            _seen = null;
        }
    }

    /// <summary>Called by every module.</summary>
    public static void Show<T>(torch.nn.Module module, T output)
    {
        if (_seen is { } seen && output is torch.Tensor tensor)
            seen(module, tensor);
    }
}

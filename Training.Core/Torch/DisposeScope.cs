using System.Buffers;

namespace Training.Core.Torch;

/// <summary>
/// Owns the tensors created on its thread while it is the innermost scope, and frees them when it is disposed. Tensors
/// created outside any scope belong to whoever made them. A scope must end on the thread that began it, so no await inside.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _current;
    [ThreadStatic]
    private static DisposeScope? _spare;
    [ThreadStatic]
    private static long _live;

    private readonly List<torch.Tensor> _tensors = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private DisposeScope? _outer;
    private bool _open;

    private DisposeScope()
    {
    }

    /// <summary>Native tensor handles made on this thread and not yet freed by it: flat across batches and epochs, or something leaks.</summary>
    public static long ThreadTotalLiveCount => _live;

    internal static DisposeScope? Current => _current;

    /// <summary>Frees everything that still belongs to this scope.</summary>
    public void Dispose()
    {
        if (!_open)
            return;
        if (_thread != Environment.CurrentManagedThreadId || _current != this)
            throw new InvalidOperationException("A dispose scope ended on another thread or before an inner one. Scopes nest on one thread; do not await inside one.");
        Release();
        _open = false;
        _current = _outer;
        _outer = null;
        _spare = this;
    }

    internal static DisposeScope Begin()
    {
        var scope = _spare ?? new DisposeScope();
        _spare = null;
        scope._outer = _current;
        scope._open = true;
        return _current = scope;
    }

    internal static void Adopt(torch.Tensor tensor)
    {
        _live++;
        tensor.Owner = _current;
        _current?._tensors.Add(tensor);
    }

    internal static void Freed(int count) => _live -= count;

    /// <summary>Hands a tensor of this scope to the enclosing one, or to nobody.</summary>
    internal void MoveOut(torch.Tensor tensor)
    {
        tensor.Owner = _outer;
        _outer?._tensors.Add(tensor);
    }

    private unsafe void Release()
    {
        var handles = ArrayPool<nint>.Shared.Rent(_tensors.Count);
        var count = 0;
        foreach (var tensor in _tensors)
        {
            if (tensor.Owner == this && tensor.Surrender() is var handle and not 0)
                handles[count++] = handle;
        }

        _tensors.Clear();
        fixed (nint* first = handles)
            Native.shim_release(first, count);
        Freed(count);
        ArrayPool<nint>.Shared.Return(handles);
    }
}

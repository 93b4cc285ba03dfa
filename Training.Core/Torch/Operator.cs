namespace Training.Core.Torch;

/// <summary>One ATen operator, found by name and overload at its first call and kept for the process.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private nint _handle;

    /// <summary>Calls it; arguments left out at the end take the schema's defaults. Returns its only result.</summary>
    /// <exception cref="TorchException">With the operator's name and the arguments' shapes.</exception>
    public torch.Tensor Call(params ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return new torch.Tensor(result.Pointer);
    }

    /// <summary>Calls an operator that changes its first argument; that handle stays the one to use.</summary>
    public torch.Tensor CallInPlace(torch.Tensor self, params ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        var handle = result.Pointer;
        Native.shim_release(&handle, 1);
        return self;
    }

    /// <summary>Calls an operator with two tensors as results.</summary>
    public (torch.Tensor First, torch.Tensor Second) CallTwo(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(arguments, results, 2);
        return (new torch.Tensor(results[0].Pointer), new torch.Tensor(results[1].Pointer));
    }

    private void Invoke(ReadOnlySpan<Value> arguments, Value* results, int capacity)
    {
        if (_handle == 0)
            _handle = Native.Checked(Native.shim_op(name, overload), name);
        fixed (Value* first = arguments)
        {
            if (Native.shim_call(_handle, first, arguments.Length, results, capacity) < 0)
                throw Native.Failure(operation: null);
        }
    }
}

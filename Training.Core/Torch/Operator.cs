namespace Training.Core.Torch;

/// <summary>One ATen operator, found by name and overload at its first call and kept for the process.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private nint _handle;

    /// <summary>Calls it; arguments left out at the end take the schema's defaults. Returns its only result.</summary>
    /// <exception cref="TorchException">With the operator's name and the arguments' shapes.</exception>
    public torch.Tensor Call(params ReadOnlySpan<Value> arguments) => new(Invoke(arguments).Pointer);

    /// <summary>Calls an operator that changes its first argument; that handle stays the one to use.</summary>
    public torch.Tensor CallInPlace(torch.Tensor self, params ReadOnlySpan<Value> arguments)
    {
        var handle = Invoke(arguments).Pointer;
        Native.shim_release(&handle, 1);
        return self;
    }

    private Value Invoke(ReadOnlySpan<Value> arguments)
    {
        if (_handle == 0)
            _handle = Native.Checked(Native.shim_op(name, overload), name);
        Value result;
        fixed (Value* first = arguments)
        {
            if (Native.shim_call(_handle, first, arguments.Length, &result, capacity: 1) < 0)
                throw Native.Failure(operation: null);
        }

        return result;
    }
}

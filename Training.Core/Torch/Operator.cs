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

    /// <summary>Calls an operator with several results, all of them tensors; those that are not wanted are freed.</summary>
    /// <param name="wanted">How many of the first results to return.</param>
    /// <param name="arguments">As in <see cref="Call"/>.</param>
    public torch.Tensor[] CallMany(int wanted, params ReadOnlySpan<Value> arguments)
    {
        const int most = 8;
        var results = stackalloc Value[most];
        var count = Invoke(arguments, results, most);
        var tensors = new torch.Tensor[wanted];
        for (var i = 0; i < count; i++)
        {
            var handle = results[i].Pointer;
            if (i < wanted)
                tensors[i] = new torch.Tensor(handle);
            else
                Native.shim_release(&handle, 1);
        }

        return tensors;
    }

    private Value Invoke(ReadOnlySpan<Value> arguments)
    {
        Value result;
        Invoke(arguments, &result, capacity: 1);
        return result;
    }

    private int Invoke(ReadOnlySpan<Value> arguments, Value* results, int capacity)
    {
        if (_handle == 0)
            _handle = Native.Checked(Native.shim_op(name, overload), name);
        fixed (Value* first = arguments)
        {
            var count = Native.shim_call(_handle, first, arguments.Length, results, capacity);
            return count >= 0 ? count : throw Native.Failure(operation: null);
        }
    }
}

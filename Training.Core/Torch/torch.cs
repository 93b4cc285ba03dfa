using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Training.Core.Data;

namespace Training.Core.Torch;

/// <summary>
/// A binding to libtorch with TorchSharp's public names for what this product uses, so that code written for one reads as code
/// for the other. Differences on purpose: no finalizers, no process-wide random generator, layers start at zero (see
/// <see cref="Models.Initialization"/>), <c>item()</c> returns a double. Nothing is loaded before the first call.
/// </summary>
public static partial class torch
{
    /// <summary>Libtorch's version, such as 1.13.1.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)Native.shim_version())!;

    /// <summary>From now on new tensors of this thread belong to the returned scope.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScope.Begin();

    /// <summary>Operations of this thread are not recorded until the result is disposed.</summary>
    public static GradMode no_grad() => new(enabled: false);

    /// <summary>Threads that operations called by this thread may use.</summary>
    public static int get_num_threads() => Native.shim_get_threads();

    /// <summary>Sets <see cref="get_num_threads"/> for the calling thread.</summary>
    public static void set_num_threads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Native.shim_set_threads(count);
    }

    /// <summary>Uninitialised memory.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType dtype = ScalarType.Float32, Device? device = null) => Create(Aten.Empty, size, dtype, device);

    /// <summary>All elements 0.</summary>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType dtype = ScalarType.Float32, Device? device = null) => Create(Aten.Zeros, size, dtype, device);

    /// <summary>All elements 1.</summary>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType dtype = ScalarType.Float32, Device? device = null) => Create(Aten.Ones, size, dtype, device);

    /// <summary>input + alpha · left · right for each matrix of a batch: (B, n, k) and (B, k, m) to (B, n, m).</summary>
    public static Tensor baddbmm(Tensor input, Tensor left, Tensor right, double alpha = 1) => Aten.Baddbmm.Call(input, left, right, 1.0, alpha);

    /// <summary>Tensors joined along a dimension.</summary>
    public static unsafe Tensor cat(IReadOnlyList<Tensor> tensors, long dim)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var handles = new nint[tensors.Count];
        for (var i = 0; i < handles.Length; i++)
            handles[i] = tensors[i].Handle;
        fixed (nint* first = handles)
            return Aten.Cat.Call(Value.Tensors(first, handles.Length), dim);
    }

    /// <summary>A copy of managed memory, row-major. Without a shape it has one dimension.</summary>
    public static unsafe Tensor tensor<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ReadOnlySpan<long> sizes = shape.IsEmpty ? [data.Length] : shape;
        var count = 1L;
        foreach (var side in sizes)
            count *= side;
        if (count != data.Length)
            throw new ArgumentException($"{data.Length} elements do not fill the shape [{string.Join(", ", sizes.ToArray())}].", nameof(shape));
        fixed (T* first = data)
        fixed (long* dims = sizes)
            return new Tensor(Native.Checked(Native.shim_from_memory(first, dims, sizes.Length, (int)TypeOf<T>(), copy: 1), "tensor"));
    }

    /// <summary>A view of memory that its owner keeps pinned, in place and unchanged for the tensor's whole life.</summary>
    public static unsafe Tensor from_memory(nint data, ScalarType dtype, params ReadOnlySpan<long> shape)
    {
        fixed (long* dims = shape)
            return new Tensor(Native.Checked(Native.shim_from_memory((void*)data, dims, shape.Length, (int)dtype, copy: 0), "from_memory"));
    }

    /// <summary>How many rows of float32 logits (N, classes) are largest at their class (N).</summary>
    internal static long CountHits(Tensor logits, Tensor classes) => logits.device.type == DeviceType.CPU && logits.dtype == ScalarType.Float32
        ? Native.Counted(Native.shim_count_hits(logits.Handle, classes.Handle), "hits")
        : (long)logits.argmax(1).eq(classes).sum().item();

    /// <summary>Fills <paramref name="output"/> (N, C, ...) with the given rows of uint8 samples (C, ...), each channel times its scale plus its shift.</summary>
    internal static unsafe void GatherBytes(Tensor output, ReadOnlySpan<byte> samples, ReadOnlySpan<int> rows, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        fixed (byte* from = samples)
        fixed (int* row = rows)
        fixed (float* factors = scale)
        fixed (float* offsets = shift)
            Native.Checked(Native.shim_gather(output.Handle, from, samples.Length, row, rows.Length, factors, offsets, scale.Length), "gather");
    }

    /// <summary>The same for images (C, H, W), each changed as its plan says.</summary>
    internal static unsafe void AugmentBytes(
        Tensor output, ReadOnlySpan<byte> samples, ReadOnlySpan<int> rows, ReadOnlySpan<AugmentPlan> plans, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ImageShape shape)
    {
        fixed (byte* from = samples)
        fixed (int* row = rows)
        fixed (AugmentPlan* plan = plans)
        fixed (float* factors = scale)
        fixed (float* offsets = shift)
        {
            Native.Checked(
                Native.shim_augment(output.Handle, from, samples.Length, row, plan, rows.Length, factors, offsets, shape.Channels, shape.Height, shape.Width), "augment");
        }
    }

    private static unsafe Tensor Create(Operator factory, ReadOnlySpan<long> size, ScalarType dtype, Device? device)
    {
        fixed (long* dims = size)
            return factory.Call(Value.Longs(dims, size.Length), dtype, Value.None, device ?? CPU);
    }

    private static ScalarType TypeOf<T>() =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : throw new ArgumentException($"Tensors do not hold {typeof(T).Name}; use float, double, long, int, byte or bool.", nameof(T));

    /// <summary>Restores, when disposed, whether this thread records operations.</summary>
    public sealed class GradMode : IDisposable
    {
        private readonly int _before;

        internal GradMode(bool enabled) => _before = Native.shim_set_grad_mode(enabled ? 1 : 0);

        /// <inheritdoc/>
        public void Dispose() => _ = Native.shim_set_grad_mode(_before);
    }
}

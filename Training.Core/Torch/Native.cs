using System.Runtime.InteropServices;
using Training.Core.Data;

namespace Training.Core.Torch;

/// <summary>torch_shim.cpp's functions. The first call loads libtorch (see <see cref="NativeLoader"/>); nothing before it does.</summary>
internal static unsafe partial class Native
{
    public const string Library = "training_torch";

    static Native()
    {
        NativeLoader.Prepare();
        shim_tune_memory();
    }

    [LibraryImport(Library)]
    public static partial byte* shim_error();

    [LibraryImport(Library)]
    public static partial byte* shim_version();

    [LibraryImport(Library)]
    public static partial int shim_cuda_devices();

    [LibraryImport(Library)]
    public static partial void shim_set_threads(int count);

    [LibraryImport(Library)]
    public static partial int shim_get_threads();

    [LibraryImport(Library)]
    public static partial int shim_set_grad_mode(int enabled);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint shim_op(string name, string overload);

    [LibraryImport(Library)]
    public static partial int shim_call(nint op, Value* arguments, int count, Value* results, int capacity);

    [LibraryImport(Library)]
    public static partial void shim_release(nint* tensors, int count);

    [LibraryImport(Library)]
    public static partial nint shim_from_memory(void* data, long* sizes, int dims, int dtype, int copy);

    [LibraryImport(Library)]
    public static partial int shim_copy_out(nint tensor, void* to, long bytes);

    [LibraryImport(Library)]
    public static partial int shim_dims(nint tensor);

    [LibraryImport(Library)]
    public static partial void shim_sizes(nint tensor, long* sizes);

    [LibraryImport(Library)]
    public static partial int shim_dtype(nint tensor);

    [LibraryImport(Library)]
    public static partial int shim_device(nint tensor);

    [LibraryImport(Library)]
    public static partial int shim_item(nint tensor, double* value);

    [LibraryImport(Library)]
    public static partial int shim_backward(nint tensor);

    [LibraryImport(Library)]
    public static partial int shim_set_requires_grad(nint tensor, int required);

    [LibraryImport(Library)]
    public static partial int shim_requires_grad(nint tensor);

    [LibraryImport(Library)]
    public static partial nint shim_grad(nint tensor);

    [LibraryImport(Library)]
    public static partial int shim_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    public static partial nint shim_generator(int deviceType, int index, ulong seed);

    [LibraryImport(Library)]
    public static partial void shim_generator_free(nint generator);

    [LibraryImport(Library)]
    public static partial void shim_generator_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    public static partial nint shim_generator_state(nint generator);

    [LibraryImport(Library)]
    public static partial int shim_generator_restore(nint generator, nint state);

    [LibraryImport(Library)]
    public static partial nint shim_conv2d(nint input, nint weight, nint bias, long padding, long stride, long then);

    [LibraryImport(Library)]
    public static partial nint shim_batch_norm(nint input, nint weight, nint bias, nint runningMean, nint runningVar, double momentum, double epsilon);

    [LibraryImport(Library)]
    public static partial nint shim_max_pool(nint tensor, long kernel, int rectify);

    [LibraryImport(Library)]
    public static partial nint shim_lstm(nint input, nint inputWeight, nint hiddenWeight, nint inputBias, nint hiddenBias, int reverse);

    [LibraryImport(Library)]
    public static partial nint shim_transformer_block(nint input, nint* weights, nint* masks, long heads, int gelu, int causal);

    [LibraryImport(Library)]
    public static partial int shim_mask(nint output, ulong key, ulong position, uint threshold, float scale);

    [LibraryImport(Library)]
    public static partial int shim_add_normal(nint output, ulong key, ulong position, float deviation);

    [LibraryImport(Library)]
    public static partial int shim_gather(nint output, byte* samples, long bytes, int* rows, int count, float* scale, float* shift, int channels);

    [LibraryImport(Library)]
    public static partial int shim_augment(
        nint output, byte* samples, long bytes, int* rows, AugmentPlan* plans, int count, float* scale, float* shift, int channels, int height, int width);

    [LibraryImport(Library)]
    public static partial int shim_zero_grad(nint* parameters, int count);

    [LibraryImport(Library)]
    public static partial int shim_adam(
        nint* parameters, nint* means, nint* squares, int count, long step, double rate, double beta1, double beta2, double eps, double decay, int decoupled);

    [LibraryImport(Library)]
    public static partial int shim_sgd(nint* parameters, nint* momenta, int count, int first, double rate, double momentum, double decay, int nesterov);

    [LibraryImport(Library)]
    public static partial int shim_rmsprop(
        nint* parameters, nint* squares, nint* means, nint* momenta, int count, double rate, double alpha, double eps, double momentum, double decay);

    [LibraryImport(Library)]
    public static partial int shim_adagrad(nint* parameters, nint* sums, int count, double rate, double eps, double decay);

    [LibraryImport(Library)]
    public static partial int shim_lion(nint* parameters, nint* means, int count, double rate, double beta1, double beta2, double decay);

    [LibraryImport(Library)]
    public static partial int shim_penalize(nint* parameters, int count, double l1, double l2);

    [LibraryImport(Library)]
    public static partial int shim_grad_norms(nint* parameters, int count, double* norms);

    [LibraryImport(Library)]
    public static partial int shim_scale_grads(nint* parameters, int count, double factor);

    [LibraryImport(Library)]
    public static partial int shim_average(nint* parameters, nint* averages, int count, double share);

    [LibraryImport(Library)]
    public static partial int shim_mlp_step(MlpStep* steps, int count);

    [LibraryImport(Library)]
    public static partial long shim_count_hits(nint logits, nint target);

    /// <summary>The failure value of a function turned into an exception with libtorch's own words.</summary>
    public static nint Checked(nint handle, string operation) => handle == 0 ? throw Failure(operation) : handle;

    /// <inheritdoc cref="Checked(nint, string)"/>
    public static int Checked(int result, string operation) => result < 0 ? throw Failure(operation) : result;

    /// <inheritdoc cref="Checked(nint, string)"/>
    public static long Counted(long result, string operation) => result < 0 ? throw Failure(operation) : result;

    public static TorchException Failure(string? operation)
    {
        var message = Marshal.PtrToStringUTF8((nint)shim_error()) ?? "unknown error";
        return new TorchException(operation is null ? message : $"{operation}: {message}");
    }

    [LibraryImport(Library)]
    private static partial void shim_tune_memory();
}

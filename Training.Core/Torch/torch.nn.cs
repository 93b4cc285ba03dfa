using Training.Core.Torch.Modules;

namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>Layers and losses.</summary>
    public static partial class nn
    {
        /// <summary>y = x Wᵀ + b, (N, in) to (N, out).</summary>
        public static Linear Linear(long in_features, long out_features) => new(in_features, out_features);

        /// <summary>2-D convolution, stride 1, (N, C, H, W) to (N, out, H, W) when padding = kernel / 2.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long padding = 0) => new(in_channels, out_channels, kernel_size, padding);

        /// <summary>max(x, 0); in place it saves a pass over memory, where nobody else needs the input.</summary>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>x Φ(x), exact.</summary>
        public static Activation GELU() => new(x => x.gelu());

        /// <summary>x sigmoid(x).</summary>
        public static Activation SiLU() => new(x => x.silu());

        /// <summary>Hyperbolic tangent.</summary>
        public static Activation Tanh() => new(x => x.tanh());

        /// <summary>The maximum of each kernel_size × kernel_size square.</summary>
        public static MaxPool2d MaxPool2d(long kernel_size) => new(kernel_size);

        /// <summary>(N, ...) to (N, product).</summary>
        public static Flatten Flatten() => new();

        /// <summary>Drops each element with probability p while training, from the given stream only.</summary>
        public static Dropout Dropout(double p, RandomStream random) => new(p, random);

        /// <summary>One module after the other, named 0, 1, ...</summary>
        public static Sequential Sequential(params ReadOnlySpan<Module<Tensor, Tensor>> modules) => new(modules);

        /// <summary>Stateless forms.</summary>
        public static class functional
        {
            /// <summary>Mean cross entropy of logits (N, C) against class numbers (N), optionally smoothed; a scalar.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, double label_smoothing = 0, bool sum = false, Tensor? weight = null) =>
                Aten.CrossEntropy.Call(input, target, weight, sum ? 2 : 1, -100, label_smoothing);

            /// <summary>Mean binary cross entropy of logits against targets of the same shape, each times its weight (broadcast).</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null) =>
                Aten.BinaryCrossEntropyWithLogits.Call(input, target, weight);

            /// <summary>Mean of (input - target)², over all elements.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target) => Aten.MseLoss.Call(input, target);

            /// <summary>Mean of |input - target|, over all elements.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target) => Aten.L1Loss.Call(input, target);

            /// <summary>Mean of Huber's loss: e² / 2 below delta, else delta (|e| - delta / 2).</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1) => Aten.HuberLoss.Call(input, target, 1, delta);

            /// <summary>target · (ln target - input), element by element; input holds logarithms.</summary>
            public static Tensor kl_div(Tensor input, Tensor target) => Aten.KlDiv.Call(input, target, 0);

            /// <summary>x Wᵀ + b.</summary>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null) => Aten.Linear.Call(input, weight, bias);

            /// <summary>2-D convolution with stride 1.</summary>
            public static unsafe Tensor conv2d(Tensor input, Tensor weight, Tensor? bias, long padding)
            {
                var stride = stackalloc long[] { 1, 1 };
                var pad = stackalloc long[] { padding, padding };
                return Aten.Conv2d.Call(input, weight, bias, Value.Longs(stride, 2), Value.Longs(pad, 2));
            }

            /// <summary>Non-overlapping maximum pooling.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size) => Pool(input, kernel_size, rectify: false);

            /// <summary>max_pool2d(relu(x)) in one pass, equal to the two to the bit.</summary>
            internal static Tensor relu_max_pool2d(Tensor input, long kernel_size) => Pool(input, kernel_size, rectify: true);

            private static Tensor Pool(Tensor input, long kernel_size, bool rectify)
            {
                ArgumentNullException.ThrowIfNull(input);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel_size);
                return new Tensor(Native.Checked(Native.shim_max_pool(input.Handle, kernel_size, rectify ? 1 : 0), nameof(max_pool2d)));
            }
        }
    }
}

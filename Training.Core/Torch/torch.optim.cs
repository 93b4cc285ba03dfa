using Training.Core.Torch.Modules;

namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>Optimizers.</summary>
    public static partial class optim
    {
        /// <summary>Adam (Kingma and Ba 2015) with an L2 penalty.</summary>
        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, decoupled: false);

        /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
        public static Adam AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, decoupled: true);

        /// <summary>Stochastic gradient descent.</summary>
        public static SGD SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double weight_decay = 0, bool nesterov = false) =>
            new(parameters, lr, momentum, weight_decay, nesterov);

        /// <summary>RMSprop (Tieleman and Hinton 2012), with PyTorch's centring and momentum.</summary>
        public static RMSprop RMSprop(
            IEnumerable<Parameter> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false) =>
            new(parameters, lr, alpha, eps, weight_decay, momentum, centered);

        /// <summary>Adagrad (Duchi, Hazan and Singer 2011).</summary>
        public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double eps = 1e-10) =>
            new(parameters, lr, lr_decay, weight_decay, eps);

        /// <summary>Lion (Chen et al. 2023); PyTorch has none, the names are the paper's.</summary>
        public static Lion Lion(IEnumerable<Parameter> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, weight_decay);

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>Takes the parameters, but does not own them.</summary>
            private protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
            {
                Parameters = [.. parameters];
                if (Parameters.Length == 0)
                    throw new ArgumentException("An optimizer needs at least one parameter.", nameof(parameters));
                Handles = Array.ConvertAll(Parameters, parameter => parameter.Handle);
                OnCpu = Array.TrueForAll(Parameters, parameter => parameter.device.type == DeviceType.CPU);
                LearningRate = learningRate;
            }

            /// <summary>The rate of the next step.</summary>
            public double LearningRate { get; set; }

            /// <summary>Steps taken.</summary>
            public long StepCount { get; protected set; }

            private protected Parameter[] Parameters { get; }

            private protected nint[] Handles { get; }

            private protected bool OnCpu { get; }

            /// <summary>One step along the gradients of the last backward pass; a parameter without a gradient stays.</summary>
            public abstract void step();

            /// <summary>The step's update by operators, for devices that the native pass does not reach.</summary>
            internal abstract void StepByOperators();

            /// <summary>Forgets all gradients.</summary>
            public unsafe void zero_grad()
            {
                fixed (nint* parameters = Handles)
                    Native.Checked(Native.shim_zero_grad(parameters, Handles.Length), nameof(zero_grad));
            }

            /// <summary>The optimizer's memory, named "exp_avg.0" and so on, without the step count. The tensors stay the optimizer's.</summary>
            public abstract IEnumerable<(string name, Tensor tensor)> state();

            /// <summary>Says how many steps the restored <see cref="state"/> has seen.</summary>
            public virtual void RestoreStepCount(long steps) => StepCount = steps;

            /// <inheritdoc/>
            public void Dispose()
            {
                foreach (var (_, tensor) in state())
                    tensor.Dispose();
                GC.SuppressFinalize(this);
            }

            /// <summary>Zeros in the shape of each parameter, owned by the optimizer.</summary>
            private protected Tensor[] Zeros() =>
                Array.ConvertAll(Parameters, parameter => torch.zeros(parameter.shape, device: parameter.device).DetachFromDisposeScope());

            private protected static nint[] HandlesOf(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.Handle);
        }
    }
}

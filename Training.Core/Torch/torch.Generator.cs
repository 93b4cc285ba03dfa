namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>A random generator of its owner's own. Libtorch's process-wide one is never used: two trials in one process would disturb each other.</summary>
    public sealed class Generator : IDisposable
    {
        private readonly nint _handle;
        private bool _disposed;

        /// <summary>A generator for one device; for CUDA a copy of the device's own, reseeded.</summary>
        public Generator(ulong seed = 0, Device? device = null)
        {
            device ??= CPU;
            _handle = Native.Checked(Native.shim_generator((int)device.type, device.index, seed), "Generator");
        }

        internal nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _handle;
            }
        }

        /// <summary>Starts the sequence of a seed.</summary>
        public Generator manual_seed(long seed)
        {
            Native.shim_generator_seed(Handle, unchecked((ulong)seed));
            return this;
        }

        /// <summary>The whole state as a uint8 tensor.</summary>
        public Tensor get_state() => new(Native.Checked(Native.shim_generator_state(Handle), "get_state"));

        /// <summary>Continues where another generator's <see cref="get_state"/> was taken.</summary>
        public void set_state(Tensor state)
        {
            ArgumentNullException.ThrowIfNull(state);
            Native.Checked(Native.shim_generator_restore(Handle, state.Handle), "set_state");
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Native.shim_generator_free(_handle);
        }
    }
}

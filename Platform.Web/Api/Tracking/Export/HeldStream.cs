using System.Buffers;

namespace Platform.Web.Api;

/// <summary>Keeps what is written until it is passed on to another stream, for writers that write synchronously where the other stream takes nothing so. Not thread-safe.</summary>
internal sealed class HeldStream(Stream target) : Stream
{
    private readonly ArrayBufferWriter<byte> _held = new(1 << 16);
    private long _passedOn;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _passedOn + _held.WrittenCount;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <summary>Writes to the other stream what is kept.</summary>
    public async Task PassOnAsync(CancellationToken stop)
    {
        await target.WriteAsync(_held.WrittenMemory, stop);
        _passedOn += _held.WrittenCount;
        _held.ResetWrittenCount();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    // What is kept is passed on when its owner says so.
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

namespace Platform.Cli.Tests.Import;

/// <summary>A file that has another size by the time it is read than it had when it was opened, or that cannot be read to its end.</summary>
internal sealed class ChangingFile(long promised, long actual, long failsAt = long.MaxValue) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => promised;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_position >= failsAt)
            throw new IOException("The disk is broken.");
        var read = (int)Math.Min(count, Math.Min(actual, failsAt) - _position);
        _position += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

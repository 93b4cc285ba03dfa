namespace Platform.Cli.Api;

/// <summary>
/// The body of an answer as it comes. Whatever goes wrong on the way is an <see cref="HttpIOException"/>: a connection that is reset would be a plain
/// <see cref="IOException"/>, as one of the disk that it is written to is.
/// </summary>
/// <param name="body">Disposed with this one.</param>
public sealed class AnswerStream(Stream body) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return body.Read(buffer, offset, count);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw CutOff(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw CutOff(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) body.Dispose();
        base.Dispose(disposing);
    }

    private static HttpIOException CutOff(IOException e) => new(HttpRequestError.ResponseEnded, e.Message, e);
}

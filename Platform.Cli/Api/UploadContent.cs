using System.Net;

namespace Platform.Cli.Api;

/// <summary>A file's content on its way to the platform; knows whether it was the file that failed, or the way.</summary>
internal sealed class UploadContent(Stream file) : HttpContent
{
    private readonly long? _length = file.CanSeek ? file.Length - file.Position : null; // promised before it is sent

    /// <summary>What was wrong with the file; null when nothing was.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var block = new byte[1 << 17];
        var done = 0L;
        while (await ReadAsync(block, cancellationToken) is > 0 and var read)
        {
            done += read;
            if (done > _length)
                throw Failure = new IOException("it has grown while it was sent. Import it again.");
            await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }
        if (done < _length)
            throw Failure = new IOException("it has become shorter while it was sent. Import it again.");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }

    private async Task<int> ReadAsync(byte[] block, CancellationToken cancel)
    {
        try
        {
            return await file.ReadAsync(block, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Failure = error;
            throw;
        }
    }
}

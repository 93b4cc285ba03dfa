namespace Platform.Core.Artifacts;

/// <summary>Keeps files of runs and logged models by their content. Which names a run has is in its events, not here.</summary>
public interface IArtifactStore
{
    /// <summary>
    /// Stores a stream's content and returns once it is durable. Nothing of it can be seen before it is whole, and nothing is left when the
    /// stream fails or is too long. The same content again changes nothing.
    /// </summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="maxBytes">More is refused.</param>
    /// <exception cref="ArtifactTooLargeException">There is more.</exception>
    Task<StoredArtifact> SaveAsync(Stream content, long maxBytes, CancellationToken stop = default);

    /// <summary>The content of a digest to read from its beginning; null if it is not here.</summary>
    FileStream? Open(string digest);
}

namespace Training.Core.Tests.Training;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("training-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using Training.Core.Data;
using Training.Core.Data.Tables;

namespace Training.Core.Tests.Data.Tables;

/// <summary>A data folder with one data set of one's own, deleted at the end.</summary>
internal sealed class TableFolder : IDisposable
{
    public const string Name = "houses";

    public TableFolder(string manifest, params (string File, string Content)[] files)
    {
        Directory.CreateDirectory(Path.Combine(Folder, Name));
        Put(TableManifest.FileName, manifest);
        foreach (var (file, content) in files)
            Put(file, content);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"tables-{Guid.NewGuid():N}");

    public void Put(string file, string content) => File.WriteAllText(Path.Combine(Folder, Name, file), content);

    public Dataset Open() => DatasetCatalog.Open(Name, Folder);

    public TableDataset Table() => (TableDataset)Open();

    public string Refusal() => Xunit.Assert.Throws<DatasetException>(Open).Message;

    public DatasetInfo Info() => DatasetCatalog.All(Folder).Single(info => info.Name == Name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

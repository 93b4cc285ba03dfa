using System.IO.Compression;
using System.Security.Cryptography;
using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class DatasetSourcesTests
{
    [Fact]
    public void Every_source_names_four_files_with_digests_and_a_mirror() =>
        Assert.All(DatasetSources.All, source =>
        {
            Assert.Equal(4, source.Files.Count);
            Assert.All(source.Mirrors, mirror => Assert.EndsWith("/", mirror, StringComparison.Ordinal));
            Assert.All(source.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));
            Assert.All(source.Files, file => Assert.EndsWith(".gz", file.Name, StringComparison.Ordinal));
        });

    [Fact]
    public void The_recorded_content_digests_are_those_of_the_real_files()
    {
        var folder = Environment.GetEnvironmentVariable("PLATFORM_DATA");
        var source = DatasetSources.Find("mnist")!;
        if (folder is null || source.Missing(folder).Count > 0)
            Assert.Skip("PLATFORM_DATA does not name a folder that holds mnist.");

        foreach (var file in source.Files)
            Assert.Equal(FileCheck.Good, DatasetSource.Check(file, source.Locate(file, folder)));
    }

    [Fact]
    public void A_repacked_file_passes_and_a_changed_one_does_not()
    {
        var folder = Directory.CreateTempSubdirectory("source-").FullName;
        try
        {
            var content = IdxFiles.Idx([3], 3);
            var file = new DatasetFile("labels.gz", 1, new string('0', 64), content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
            var packed = Path.Combine(folder, "labels.gz");
            var plain = Path.Combine(folder, "labels");
            var wrong = Path.Combine(folder, "wrong.gz");
            using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.NoCompression))
                gzip.Write(content);
            File.WriteAllBytes(plain, content);
            content[^1]++;
            File.WriteAllBytes(wrong, IdxFiles.Pack(content));

            Assert.Equal(FileCheck.Good, DatasetSource.Check(file, packed));
            Assert.Equal(FileCheck.Good, DatasetSource.Check(file, plain));
            Assert.Equal(FileCheck.Wrong, DatasetSource.Check(file, wrong));
            Assert.Equal(FileCheck.Missing, DatasetSource.Check(file, Path.Combine(folder, "absent.gz")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

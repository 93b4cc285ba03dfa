using Training.Core.Data;
using Training.Core.Data.Images;
using Training.Core.Data.Labels;
using Training.Core.Tests.Training;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data.Images;

public sealed class ImageReaderTests
{
    [Fact]
    public void Folders_become_classes_and_pixels_are_those_of_the_files_channel_by_channel()
    {
        using var pictures = new Pictures().WithPets(train: 3, test: 2);

        var info = DatasetCatalog.All(pictures.Data).Single(info => info.Name == "pets");
        var data = (ImageDataset)DatasetCatalog.Open("pets", pictures.Data);

        Assert.True(info.Available);
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal((6, 4, "8×8 colour"), (data.TrainRows, data.TestRows, data.ShapeText));
        Assert.Equal([0, 0, 0, 1, 1, 1], data.Train.Labels.ToArray());
        // Row 4 is train/dog/0001.png: red 180 + (1 + y + x) % 40.
        Assert.Equal([181, 182, 183], data.Train.Sample(4)[..3].ToArray());
        Assert.Equal([22, 23, 24], data.Train.Sample(4)[(64 + 8)..(64 + 11)].ToArray());
        Assert.Same(data, DatasetCatalog.Open("pets", pictures.Data));
    }

    [Fact]
    public void Archives_hold_the_same_data_as_folders_whatever_the_order_and_prefix_of_their_entries()
    {
        using var folders = new Pictures().WithPets(train: 3, test: 2);
        var digest = DatasetCatalog.Open("pets", folders.Data).Digest;
        using var two = new Pictures();
        two.Pack("train.tar.gz", Pictures.Pets(3, 2).Where(file => file.Name.StartsWith("train", StringComparison.Ordinal)).Reverse());
        two.Pack("test.tgz", Pictures.Pets(3, 2).Where(file => file.Name.StartsWith("test", StringComparison.Ordinal)).Select(file => ("./" + file.Name["test/".Length..], file.Content)));
        using var one = new Pictures();
        one.Pack("images.tar", Pictures.Pets(3, 2).Prepend(("train/cat/._0000.png", [1, 2])).Append(("README.txt", [3])), packed: false);

        Assert.Equal(digest, DatasetCatalog.Open("pets", two.Data).Digest);
        Assert.Equal(digest, DatasetCatalog.Open("pets", one.Data).Digest);
    }

    [Fact]
    public void Without_a_test_part_a_tenth_of_each_class_makes_one()
    {
        using var pictures = new Pictures();
        foreach (var (name, content) in Pictures.Pets(20, 0))
            pictures.Put(name["train/".Length..], content);

        var data = (ImageDataset)DatasetCatalog.Open("pets", pictures.Data);

        Assert.Equal((36, 4), (data.TrainRows, data.TestRows));
        Assert.Equal([0, 0, 1, 1], data.Test.Labels.ToArray());
    }

    [Fact]
    public void Any_size_is_brought_to_one_and_grey_and_transparent_images_fit_in()
    {
        using var pictures = new Pictures().WithPets(train: 1, test: 1);
        pictures.Put("images.yaml", "title: Four pets\nsize: 6x4\ngrey: false\n"u8.ToArray());
        pictures.Put("train/cat/wide.png", Pictures.Png(40, 12, 1, (_, _, _) => 77));
        pictures.Put("train/cat/clear.png", Pictures.Png(4, 6, 4, (_, _, c) => (byte)(c == 3 ? 0 : 200)));

        var data = (ImageDataset)DatasetCatalog.Open("pets", pictures.Data);

        Assert.Equal(("Four pets", "6×4 colour"), (data.Title, data.ShapeText));
        Assert.Equal(Enumerable.Repeat((byte)77, 72), data.Train.Sample(2).ToArray()); // cat/0000, cat/clear, cat/wide
        Assert.Equal(new byte[72], data.Train.Sample(1).ToArray());
    }

    [Fact]
    public void Images_beyond_the_memory_are_decoded_when_needed_and_train_to_the_same_bits()
    {
        using var pictures = new Pictures();
        pictures.Pack("train.tar.gz", Pictures.Pets(40, 0));
        pictures.Pack("test.tar.gz", Pictures.Pets(0, 10));
        var resident = (ImageDataset)ImageReader.Open("pets", pictures.Folder);
        var streamed = (StreamedImageDataset)ImageReader.Open("pets", pictures.Folder, residentBytes: 1000);
        var spec = Some.Spec(("data", "pets"), ("train_samples", 0), ("batch_size", 7), ("epochs", 2), ("augment.flip", true), ("augment.mixup", 0.3));

        Assert.Equal((80, 20, "8×8 colour"), (streamed.TrainRows, streamed.TestRows, streamed.ShapeText));
        Assert.Equal(resident.Mean, streamed.Mean);
        Assert.NotEqual(resident.Digest, streamed.Digest);
        using var one = TrainingSession.Start(spec, resident, Some.OneThread);
        using var other = TrainingSession.Start(spec, streamed, Some.OneThread);
        Assert.Equal(Some.RunToEnd(one, spec), Some.RunToEnd(other, spec));
        Assert.Equal(one.EvaluateTest().Metrics, other.EvaluateTest().Metrics);
        Assert.Equal(DatasetProfile.Of(resident).Classes, DatasetProfile.Of(streamed).Classes);
    }

    [Fact]
    public void Labels_of_images_beyond_the_memory_are_corrected_as_those_in_memory_are()
    {
        using var pictures = new Pictures().WithPets(train: 20, test: 5);
        var resident = ImageReader.Open("pets", pictures.Folder);
        var streamed = (StreamedImageDataset)ImageReader.Open("pets", pictures.Folder, residentBytes: 0);
        LabelCorrection[] corrections = [new(DataPart.Train, 1, Other(streamed, DataPart.Train, 1)), new(DataPart.Test, 3, Other(streamed, DataPart.Test, 3))];
        var (one, other) = (resident.WithLabels(1, corrections), (StreamedImageDataset)streamed.WithLabels(1, corrections));

        Assert.Equal((1, streamed.Digest), (other.LabelVersion, other.PublishedDigest));
        Assert.NotEqual(streamed.Digest, other.Digest);
        Assert.Equal(corrections[0].Label, other.LabelOf(DataPart.Train, 1));
        Assert.NotEqual(corrections[0].Label, streamed.LabelOf(DataPart.Train, 1)); // the published ones stay
        Assert.Equal(((IImageSet)resident).PixelsOf(DataPart.Test, 3), other.PixelsOf(DataPart.Test, 3));
        Assert.Equal(streamed.Digest, streamed.WithLabels(2, [corrections[0] with { Label = streamed.LabelOf(DataPart.Train, 1) }]).Digest);
        Assert.Throws<LabelException>(() => streamed.WithLabels(1, [corrections[0] with { Label = "unicorn" }]));
        var spec = Some.Spec(("data", "pets"), ("train_samples", 0), ("batch_size", 7), ("epochs", 2), ("split.method", "stratified"), ("data_labels", 1));
        using var first = TrainingSession.Start(spec, one, Some.OneThread);
        using var second = TrainingSession.Start(spec, other, Some.OneThread);
        Assert.Equal(Some.RunToEnd(first, spec), Some.RunToEnd(second, spec));
        Assert.Equal(first.EvaluateTest().Metrics, second.EvaluateTest().Metrics);

        static string Other(Dataset data, DataPart part, int row) => data.ClassNames.First(name => name != data.LabelOf(part, row));
    }

    [Fact]
    public void Equal_bits_come_back_from_any_number_of_threads()
    {
        using var pictures = new Pictures().WithPets(train: 50, test: 1);
        var pixels = ((StreamedImageDataset)ImageReader.Open("pets", pictures.Folder, residentBytes: 0)).Train;
        int[] rows = [.. Enumerable.Range(0, 100).Reverse()];

        var alone = rows.SelectMany(row => pixels.Read([row]).Samples.ToArray()).ToArray();

        Assert.Equal(alone, pixels.Read(rows).Samples.ToArray());
    }

    public static TheoryData<string, byte[], string> Damaged() => new()
    {
        { "text.png", "no image"u8.ToArray(), "neither a JPEG nor a PNG" },
        { "short.png", Pictures.Png(8, 8, 3, (y, x, c) => (byte)((y * 31) ^ (x * 57) ^ c))[..90], "short.png" },
        { "empty.jpg", [], "neither a JPEG nor a PNG" },
        { "huge.png", Huge(), "at most 67108864 are taken" },
    };

    [Theory]
    [MemberData(nameof(Damaged), DisableDiscoveryEnumeration = true)]
    public void A_file_that_cannot_be_decoded_is_named_with_its_cause(string name, byte[] content, string cause)
    {
        using var pictures = new Pictures().WithPets(train: 2, test: 1);
        var file = pictures.Put($"train/dog/{name}", content);

        var error = Assert.Throws<DatasetException>(() => DatasetCatalog.Open("pets", pictures.Data));

        Assert.Equal(file, error.File);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be decoded", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Replace the file or take it out.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_layout_says_what_to_do()
    {
        using var loose = new Pictures().WithPets(1, 1);
        loose.Put("train/loose.png", Pictures.Png(8, 8, 3, (_, _, _) => 1));
        using var lone = new Pictures();
        lone.Put("train/cat/a.png", Pictures.Png(8, 8, 3, (_, _, _) => 1));
        using var unknown = new Pictures().WithPets(1, 1);
        unknown.Put("test/horse/a.png", Pictures.Png(8, 8, 3, (_, _, _) => 1));
        using var empty = new Pictures();
        empty.Put("train/cat/notes.txt", [1]);

        Assert.Contains("lies in no class folder", Error(loose), StringComparison.Ordinal);
        Assert.Contains("1 class folders; expected 2", Error(lone), StringComparison.Ordinal);
        Assert.Contains("class 'horse' has no images for training", Error(unknown), StringComparison.Ordinal);
        Assert.Contains("no images", Error(empty), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_and_one_that_unpacks_to_far_too_much_are_refused_and_names_are_never_written()
    {
        using var cut = new Pictures();
        var whole = File.ReadAllBytes(cut.Pack("train.tar.gz", Pictures.Pets(30, 0)));
        cut.Put("train.tar.gz", whole[..(whole.Length / 2)]);
        using var bomb = new Pictures();
        bomb.Pack("images.tar.gz", [("train/cat/a.png", new byte[ImageLimits.FileBytes]), ("train/dog/a.png", new byte[ImageLimits.FileBytes])]);
        using var escape = new Pictures();
        escape.Pack("images.tar", Pictures.Pets(2, 1).Select(file => ("../../" + file.Name, file.Content)), packed: false);

        Assert.Contains("cannot be read as a tar archive", Error(cut), StringComparison.Ordinal);
        Assert.Contains("hardly an archive of images", Error(bomb), StringComparison.Ordinal);
        Assert.Equal(4, DatasetCatalog.Open("pets", escape.Data).TrainRows);
        Assert.Equal(["images.tar"], Directory.EnumerateFileSystemEntries(escape.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("size: 2")]
    [InlineData("size: 8x8x8")]
    [InlineData("grey: perhaps")]
    [InlineData("colour: true")]
    public void A_manifest_that_is_not_understood_is_refused_with_its_line(string line)
    {
        using var pictures = new Pictures().WithPets(1, 1);
        pictures.Put("images.yaml", System.Text.Encoding.UTF8.GetBytes($"title: Pets\n{line}\n"));

        Assert.Contains($"line 2: '{line}' is not understood", Error(pictures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_profile_warns_of_rare_classes_and_of_images_that_are_there_twice()
    {
        using var pictures = new Pictures().WithPets(train: 30, test: 2);
        pictures.Put("train/bird/a.png", Pictures.Png(8, 8, 3, (_, _, _) => 9));
        pictures.Put("train/bird/b.png", Pictures.Png(8, 8, 3, (_, _, _) => 9));
        pictures.Put("test/bird/c.png", Pictures.Png(8, 8, 3, (_, _, _) => 9));

        var warnings = DatasetProfile.Of(DatasetCatalog.Open("pets", pictures.Data)).Warnings!;

        Assert.Contains(warnings, warning => warning.Contains("training images are there more than once", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("5 of 5 test images are also training images", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("Class bird has 2 of 62 training images", StringComparison.Ordinal));
    }

    [Fact]
    public void A_jpeg_is_decoded_and_one_that_is_cut_is_refused()
    {
        Vips.Require("test");
        var pixels = new byte[64];
        ImageDecoder.Decode(Jpeg, new ImageShape(1, 8, 8), pixels);

        Assert.Equal((8, 8, false), ImageDecoder.Probe(Jpeg));
        Assert.All(pixels, pixel => Assert.InRange(pixel, 118, 122));
        Assert.Throws<ImageException>(() => ImageDecoder.Decode(Jpeg.AsSpan(0, Jpeg.Length - 12), new ImageShape(1, 8, 8), pixels));
    }

    private static string Error(Pictures pictures) => Assert.Throws<DatasetException>(() => DatasetCatalog.Open("pets", pictures.Data)).Message;

    // A head that promises 20,000 × 20,000 pixels.
    private static byte[] Huge()
    {
        var png = Pictures.Png(20_000, 1, 1, (_, _, _) => 0);
        var head = new byte[] { 0, 0, 0x4E, 0x20 };
        head.CopyTo(png, 20);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Pictures.Crc(png.AsSpan(12, 17)));
        return png;
    }

    // 8 × 8 grey pixels of 120.
    private static byte[] Jpeg => Convert.FromBase64String("/9j/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AK9f/9k=");
}

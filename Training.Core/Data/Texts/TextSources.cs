using System.Globalization;
using System.Text;

namespace Training.Core.Data.Texts;

/// <summary>The texts that trials can name: every folder of the data folder with a file <c>input.txt</c> (UTF-8), and one known by name.</summary>
internal static class TextSources
{
    private const string FileName = "input.txt";
    private const string Shakespeare = "tinyshakespeare";
    private const long MostBytes = 1L << 29;
    private const int ShakespeareBytes = 1_115_394; // all of them ASCII, so it has as many characters
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The known text and what lies in the data folder; sizes are in bytes until a text is opened.</summary>
    public static IEnumerable<DatasetInfo> Describe(string dataFolder)
    {
        var file = PathOf(Shakespeare, dataFolder);
        var there = File.Exists(file);
        yield return Info(
            Shakespeare, there ? new FileInfo(file).Length : ShakespeareBytes, there,
            there ? "" : string.Create(CultureInfo.InvariantCulture, $"Put {FileName} ({ShakespeareBytes} bytes, SHA-256 86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed) from https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/{FileName} into {Path.GetDirectoryName(Path.GetFullPath(file))}."));
        if (!Directory.Exists(dataFolder))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(dataFolder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (name != Shakespeare && IsName(name) && File.Exists(PathOf(name, dataFolder)))
                yield return Info(name, new FileInfo(PathOf(name, dataFolder)).Length, there: true, "");
        }
    }

    /// <summary>Whether a name is a text's: the known one, or of a folder with the file.</summary>
    public static bool Knows(string name, string dataFolder) => name == Shakespeare || (IsName(name) && File.Exists(PathOf(name, dataFolder)));

    /// <summary>Names the content as it lies on disk.</summary>
    public static string Stamp(string name, string dataFolder) => FileStamp.Of(PathOf(name, dataFolder));

    /// <exception cref="DatasetException">Missing, too large, empty or no UTF-8.</exception>
    public static TextDataset Open(string name, string dataFolder)
    {
        var file = PathOf(name, dataFolder);
        if (!File.Exists(file))
            throw new DatasetException(name, file, $"'{name}' is not there. {Describe(dataFolder).First(info => info.Name == name).HowToGet}");
        if (new FileInfo(file).Length is var bytes and (0 or > MostBytes))
            throw new DatasetException(name, file, $"{file} has {bytes} bytes; expected 1 to {MostBytes}. Give a text of that size.");
        try
        {
            return new TextDataset(name, Title(name), Strict.GetString(File.ReadAllBytes(file)));
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException(name, file, $"{file}: byte {e.Index} is no UTF-8. Save the text as UTF-8.", e);
        }
    }

    private static DatasetInfo Info(string name, long size, bool there, string howToGet)
    {
        var test = (int)(size / 20);
        return new(name, Title(name), there, there ? [] : [$"{name}/{FileName}"], howToGet, "text", 0, (int)(size - test), test, TargetKind.NextToken, SampleKind.Text);
    }

    private static string Title(string name) => name == Shakespeare ? "Tiny Shakespeare" : $"Text '{name}'";

    private static bool IsName(string name) => FieldRules.Check(TrainingFields.Get("data"), name, out _) is null;

    private static string PathOf(string name, string dataFolder) => Path.Combine(dataFolder, name, FileName);
}

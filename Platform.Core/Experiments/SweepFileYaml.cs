using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Platform.Core.Experiments;

/// <summary>
/// Reads one YAML document into nodes. Anchors, aliases and tags are refused (no document can grow beyond its text), so are
/// duplicate keys, several documents and deep nesting.
/// </summary>
internal static class SweepFileYaml
{
    /// <exception cref="InvalidInputException">Not such a document; the message holds line and column.</exception>
    public static SweepFileNode Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new SweepFileScalar(Value: null);
            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, depth: 1);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                throw Wrong(second.Start, "a second document begins here; give one sweep a file.");
            return root;
        }
        catch (YamlException error)
        {
            throw Wrong(error.Start, $"{FirstSentence(error)}; mend the syntax there.");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner answers some malformed texts so, without a place: what was read last is the nearest.
            throw Wrong(parser.Current?.End ?? Mark.Empty, "the text after this is not YAML; mend the syntax there.");
        }
    }

    private static SweepFileNode ReadNode(Parser parser, int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            throw Wrong(alias.Start, "aliases (*name) are not allowed; write the value out.");
        if (parser.Current is not NodeEvent node)
            throw Wrong(parser.Current?.Start ?? Mark.Empty, "a value is missing.");
        if (!node.Anchor.IsEmpty)
            throw Wrong(node.Start, "anchors (&name) are not allowed; write the value out where it is needed.");
        if (!node.Tag.IsEmpty)
            throw Wrong(node.Start, "tags (!name) are not allowed; write a plain value.");
        if (depth > SweepFileNode.MaxDepth)
            throw Wrong(node.Start, $"nested deeper than {SweepFileNode.MaxDepth} levels.");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new SweepFileScalar(scalar.Style == ScalarStyle.Plain ? SweepFileNumber.Resolve(scalar.Value) : scalar.Value);
        return parser.Accept<SequenceStart>(out _) ? ReadList(parser, depth) : ReadMap(parser, depth);
    }

    private static SweepFileList ReadList(Parser parser, int depth)
    {
        parser.Consume<SequenceStart>();
        var items = new List<SweepFileNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(parser, depth + 1));
        return new SweepFileList(items);
    }

    private static SweepFileMap ReadMap(Parser parser, int depth)
    {
        parser.Consume<MappingStart>();
        var members = new List<KeyValuePair<string, SweepFileNode>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
                throw Wrong(parser.Current?.Start ?? Mark.Empty, "a key must be plain text.");
            if (!key.Anchor.IsEmpty || !key.Tag.IsEmpty)
                throw Wrong(key.Start, "anchors and tags are not allowed on a key.");
            if (!seen.Add(key.Value))
                throw Wrong(key.Start, $"'{key.Value}' is given twice; remove one of the two.");
            members.Add(KeyValuePair.Create(key.Value, ReadNode(parser, depth + 1)));
        }

        return new SweepFileMap(members);
    }

    private static InvalidInputException Wrong(Mark at, string problem) => new("file", $"line {at.Line}, column {at.Column}: {problem}");

    // Depending on the error, YamlDotNet's message repeats its place in front.
    private static string FirstSentence(YamlException error)
    {
        var message = error.Message;
        var place = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (place < 0 ? message : message[(place + 3)..]).TrimEnd('.');
    }
}

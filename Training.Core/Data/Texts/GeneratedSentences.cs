using System.Text;

namespace Training.Core.Data.Texts;

/// <summary>The data set <c>sentences</c>: little stories from a small grammar, drawn with a fixed seed; needs no download and is equal on every machine.</summary>
internal static class GeneratedSentences
{
    public const string Name = "sentences";
    public const string Title = "Generated sentences";
    public const int TrainCharacters = 289_535;
    public const int TestCharacters = 15_239;
    private const long Seed = 20_250_102;
    private const int Sentences = 6_000;

    private static readonly string[] Names = ["Ada", "Ben", "Clara", "Dora", "Emil", "Fritz", "Greta", "Hugo"];
    private static readonly string[] Adjectives = ["red", "small", "old", "quiet", "golden", "heavy", "strange", "blue", "round", "forgotten"];
    private static readonly string[] Things = ["book", "lamp", "key", "stone", "letter", "box", "coin", "map", "ring", "cup"];
    private static readonly string[] Places = ["garden", "kitchen", "harbour", "library", "tower", "market", "cellar", "forest"];
    private static readonly string[] Verbs = ["found", "lost", "hid", "carried", "sold", "painted", "forgot", "opened"];
    private static readonly string[] Times = ["In the morning", "At noon", "In the evening", "One day", "Last winter", "Before the storm"];

    public static TextDataset Create()
    {
        var random = CounterRandom.For(Seed, stream: 1);
        var text = new StringBuilder();
        for (var i = 0; i < Sentences; i++)
            text.Append(Sentence(random.Child(i))).Append(i % 5 == 4 ? '\n' : ' ');
        return new TextDataset(Name, Title, text.ToString());
    }

    private static string Sentence(CounterRandom random)
    {
        string Pick(int draw, string[] from) => from[random.Below(draw, from.Length)];
        var who = Pick(0, Names);
        var what = $"the {Pick(1, Adjectives)} {Pick(2, Things)}";
        var where = $"in the {Pick(3, Places)}";
        return random.Below(4, 5) switch
        {
            0 => $"{who} {Pick(5, Verbs)} {what} {where}.",
            1 => $"{Pick(6, Times)}, {who} {Pick(5, Verbs)} {what}.",
            2 => $"Who {Pick(5, Verbs)} {what}? It was {who}.",
            3 => $"\"Where is {what}?\" asked {who}. It was {where}.",
            _ => $"{who} and {Pick(7, Names)} met {where}, and {what} was {2 + random.Below(8, 98)} years old.",
        };
    }
}

using System.Text.Json;
using Training.Core.Data;
using Training.Core.Data.Texts;
using Training.Core.Tests.Training;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data;

public sealed class TextTests
{
    private static TextDataset Sentences => (TextDataset)DatasetCatalog.Open("sentences", "nowhere");

    [Theory]
    [InlineData("character")]
    [InlineData("bpe")]
    public void A_known_text_comes_back_whole_and_its_characters_are_counted(string kind)
    {
        const string text = "To be, or not to be: that is the question. Über 1,000 Wörter — 😀 \n\n  and\tspace  ";
        var tokenizer = Tokenizer.Fit(TextSpec.Default with { Tokenizer = kind, Vocabulary = 280 }, text + text);

        var tokens = tokenizer.Encode(text);

        Assert.Equal(text, tokenizer.Decode(tokens));
        Assert.All(tokens, token => Assert.InRange(token, 0, tokenizer.Vocabulary - 1));
        Assert.Equal(text.EnumerateRunes().Count(), tokens.Sum(tokenizer.Characters));
    }

    [Fact]
    public void A_character_that_training_never_saw_is_token_0()
    {
        var tokenizer = CharacterTokenizer.Fit("abba");

        Assert.Equal(3, tokenizer.Vocabulary);
        Assert.Equal([1, 0, 2], tokenizer.Encode("axb"));
        Assert.Equal("a\uFFFDb", tokenizer.Decode([1, 0, 2]));
    }

    [Fact]
    public void Byte_pairs_are_merged_by_frequency_and_ties_by_the_smallest_numbers()
    {
        // "abab" twice: ab occurs 4 times, ba twice; then (256, 256) twice. Everything else occurs once.
        Assert.Equal([97, 98, 256, 256], BytePairTraining.Learn("abab,abab", 300));
        Assert.Equal([97, 97], BytePairTraining.Learn("aa,aa,bb,bb", 257));
    }

    [Fact]
    public void Byte_pairs_encode_any_text_in_fewer_tokens_than_bytes()
    {
        var text = string.Concat(Enumerable.Repeat("the cat and the dog and the bird. ", 50));
        var tokenizer = new BytePairTokenizer(BytePairTraining.Learn(text, 300));

        Assert.InRange(tokenizer.Encode(text).Length, 1, text.Length / 3);
        Assert.Equal("ЖЖ\0", tokenizer.Decode(tokenizer.Encode("ЖЖ\0")));
    }

    [Theory]
    [InlineData("character")]
    [InlineData("bpe")]
    public void A_tokenizer_comes_back_from_its_checkpoints_json(string kind)
    {
        var tokenizer = Tokenizer.Fit(TextSpec.Default with { Tokenizer = kind, Vocabulary = 270 }, "the then there, the then there");
        Preparation preparation = tokenizer.ToPreparation(64);

        var again = (TextPreparation)JsonSerializer.Deserialize<Preparation>(JsonSerializer.Serialize(preparation))!;

        Assert.Equal(64, again.Context);
        Assert.Equal(tokenizer.Encode("there the hen"), Tokenizer.Of(again).Encode("there the hen"));
    }

    [Fact]
    public void Parts_are_contiguous_and_no_window_of_one_reaches_into_another()
    {
        using var scope = torch.NewDisposeScope();
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => (char)('Ā' + i))); // every character tells its place
        var data = new TextDataset("places", "Places", text);
        var prepared = data.Prepare(Spec(("text.context", 16)), torch.CPU);
        int[] Places(ReadOnlySpan<int> rows, bool test = false)
        {
            var batch = test ? prepared.ReadTest(rows) : prepared.Read(rows);
            return [.. batch.Input.ToArray<long>().Concat(batch.Target.ToArray<long>()).Select(token => (int)token)];
        }

        var random = new TrialRandomness(3);
        var seen = Enumerable.Range(1, 40).SelectMany(epoch => Places(prepared.EpochRows(random, epoch, prepared.Split.Train))).ToHashSet();

        Assert.Equal((950, 50), (data.TrainRows, data.TestRows));
        Assert.DoesNotContain(0, seen); // an unknown character would be one of another part
        Assert.Equal(855, seen.Count); // every character of 950 · 0.9 was seen in some epoch
        Assert.All(Places([.. prepared.Split.Validation]), token => Assert.Equal(0, token));
        Assert.All(Places([0, 1], test: true), token => Assert.Equal(0, token));
        Assert.Equal((5, 3), (prepared.Split.Validation.Count, prepared.TestRows));
        Assert.Equal(53, prepared.Split.Train.Count);
    }

    [Fact]
    public void The_target_is_the_token_one_place_later_and_windows_of_an_epoch_follow_the_seed()
    {
        using var scope = torch.NewDisposeScope();
        var prepared = Sentences.Prepare(Spec(("text.context", 32), ("text.windows_per_epoch", 100)), torch.CPU);
        var rows = prepared.EpochRows(new TrialRandomness(3), 2, prepared.Split.Train);
        var batch = prepared.Read(rows.AsSpan(0, 2));

        Assert.Equal([2, 32], batch.Input.shape);
        Assert.Equal(batch.Input.slice(1, 1, 32).ToArray<long>(), batch.Target.slice(1, 0, 31).ToArray<long>());
        Assert.Equal(100, rows.Length);
        Assert.Equal(rows, prepared.EpochRows(new TrialRandomness(3), 2, prepared.Split.Train));
        Assert.NotEqual(rows, prepared.EpochRows(new TrialRandomness(3), 3, prepared.Split.Train));
        Assert.NotEqual(rows, prepared.EpochRows(new TrialRandomness(4), 2, prepared.Split.Train));
    }

    [Fact]
    public void The_generated_sentences_are_the_same_everywhere()
    {
        Assert.Equal((GeneratedSentences.TrainCharacters, GeneratedSentences.TestCharacters, "622a83f1d1791ce475c6f3766d1681936e524b96c38dba5eb36538df9f552dea"), (Sentences.TrainRows, Sentences.TestRows, Sentences.Digest));
    }

    [Fact]
    public void Wrong_settings_of_a_text_are_refused_with_the_remedy()
    {
        var tiny = new TextDataset("tiny", "Tiny", "Only a few words.");

        Assert.Contains("shorter context", Assert.Throws<SpecException>(() => tiny.Prepare(Spec(("text.context", 64)), torch.CPU)).Message, StringComparison.Ordinal);
        Assert.Equal("noise", Assert.Throws<SpecException>(() => Sentences.Prepare(Spec(("noise", 0.1)), torch.CPU)).Field);
        Assert.Equal("train_samples", Assert.Throws<SpecException>(() => tiny.Prepare(Spec(("train_samples", 100)), torch.CPU)).Field);
    }

    [Fact]
    public void Texts_of_the_data_folder_are_found_by_the_name_of_their_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "my-notes"));
        File.WriteAllText(Path.Combine(folder.Path, "my-notes", "input.txt"), "Some notes. More notes.");
        Directory.CreateDirectory(Path.Combine(folder.Path, "broken"));
        File.WriteAllBytes(Path.Combine(folder.Path, "broken", "input.txt"), [65, 66, 255]);

        Assert.Contains(DatasetCatalog.All(folder.Path), info => info is { Name: "my-notes", Available: true });
        Assert.Equal(TargetKind.NextToken, DatasetCatalog.Open("my-notes", folder.Path).Target);
        Assert.Contains("byte 2", Assert.Throws<DatasetException>(() => DatasetCatalog.Open("broken", folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("input.txt", Assert.Throws<DatasetException>(() => DatasetCatalog.Open("tinyshakespeare", folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => DatasetCatalog.Open("../my-notes", folder.Path));
    }

    private static TrainingSpec Spec(params (string, object)[] fields) => Some.Spec([("model", "gpt"), ("train_samples", 0), .. fields]);
}

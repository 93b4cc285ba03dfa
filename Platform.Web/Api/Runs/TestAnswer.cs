using Platform.Core.Trials;

namespace Platform.Web.Api;

/// <summary>What the test evaluation of a run found.</summary>
/// <param name="Checkpoint">SHA-256 of the checkpoint that was judged.</param>
/// <param name="Metrics">Measures of all test rows, such as test_accuracy.</param>
/// <param name="Confusion">How often each class was taken for each; null when the target is no class.</param>
/// <param name="Groups">The measures by the values of columns (<c>test.groups</c>).</param>
/// <param name="Attacks">The accuracy under attack (<c>test.attacks</c>), strength 0 first.</param>
public sealed record TestAnswer(
    string Checkpoint, IReadOnlyDictionary<string, double> Metrics, TestConfusion? Confusion, IReadOnlyList<TestGroup> Groups, IReadOnlyList<TestAttack> Attacks);

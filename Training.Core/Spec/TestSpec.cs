using System.Globalization;

namespace Training.Core;

/// <summary>What the test evaluation measures beside the task's measures. Nothing of it changes the training.</summary>
/// <param name="Groups">Columns of a table, such as <c>sex,race</c>, for each of whose values the measures are given; empty for none.</param>
/// <param name="Attacks">Strengths of an attack, such as <c>0.01,0.1</c>, under which the accuracy is measured; empty for none.</param>
public sealed record TestSpec(string Groups, string Attacks)
{
    /// <summary>Nothing further.</summary>
    public static TestSpec None { get; } = new("", "");

    /// <summary>The columns, one by one.</summary>
    public IReadOnlyList<string> GroupColumns => Parts(Groups);

    /// <summary>The strengths, one by one.</summary>
    public IReadOnlyList<double> AttackStrengths => Array.ConvertAll(Parts(Attacks), part => double.Parse(part, CultureInfo.InvariantCulture));

    internal static TestSpec Read(FieldValues values) => new(string.Join(',', Parts(values.Text("test.groups"))), string.Join(',', Parts(values.Text("test.attacks"))));

    internal void Write(IDictionary<string, object> fields)
    {
        fields["test.groups"] = Groups;
        fields["test.attacks"] = Attacks;
    }

    internal static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

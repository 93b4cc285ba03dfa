using System.Collections.Immutable;

namespace Platform.Core.Registry;

/// <summary>The versions that an alias can go back to, and forward to again, as pages in a browser. Pure.</summary>
/// <param name="Back">The last holder first.</param>
/// <param name="Forward">The version that was left last by going back first.</param>
public sealed record AliasTrail(ImmutableStack<int> Back, ImmutableStack<int> Forward)
{
    public static AliasTrail Initial { get; } = new([], []);

    /// <summary>The trail of an alias after its moves.</summary>
    /// <param name="moves">Oldest first; those of other aliases are passed over.</param>
    public static AliasTrail Of(string alias, IEnumerable<AliasMoved> moves) => moves.Where(move => move.Alias == alias).Aggregate(Initial, (trail, move) => trail.Evolve(move));

    /// <summary>The trail after the alias moved.</summary>
    public AliasTrail Evolve(AliasMoved move)
    {
        ArgumentNullException.ThrowIfNull(move);
        return move.Return switch
        {
            AliasReturn.RolledBack => new AliasTrail(After(Back, move.Version), With(Forward, move.PreviousVersion)),
            AliasReturn.Undone => new AliasTrail(With(Back, move.PreviousVersion), After(Forward, move.Version)),
            _ => new AliasTrail(With(Back, move.PreviousVersion), []),
        };
    }

    private static ImmutableStack<int> With(ImmutableStack<int> stack, int? version) => version is { } number ? stack.Push(number) : stack;

    // Versions that were taken out of the registry meanwhile are passed over with the one that is gone to.
    private static ImmutableStack<int> After(ImmutableStack<int> stack, int? version)
    {
        while (!stack.IsEmpty)
        {
            stack = stack.Pop(out var top);
            if (top == version)
                break;
        }
        return stack;
    }
}

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Search.Tests;

/// <summary>Reads what the compiled library refers to: what it does not call cannot make a proposal differ between machines.</summary>
public class PurityTests
{
    /// <summary>Types whose results depend on the C library, the processor, the clock, the process or the disk; a name ending in a dot is a namespace.</summary>
    private static readonly string[] Banned =
    [
        "System.Random", "System.HashCode", "System.DateTime", "System.DateTimeOffset", "System.Guid", "System.Environment", "System.TimeProvider",
        "System.MathF", "System.Numerics.", "System.Runtime.Intrinsics.", "System.Threading.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.IO.File", "System.Net.",
    ];

    /// <summary>The operations of Math that IEEE 754 or integer arithmetic defines to the last bit.</summary>
    private static readonly string[] ExactMath = ["Abs", "BigMul", "Ceiling", "Clamp", "Floor", "Max", "Min", "Round", "Sqrt"];

    /// <summary>
    /// The vector operations whose software fallback has the bits of the hardware: four fixed lanes, each operation rounded as IEEE 754 says or
    /// on whole numbers. No fused multiply-add, no estimates, no sums over lanes.
    /// </summary>
    private static readonly string[] ExactVectors =
    [
        "Add", "AsDouble", "AsInt64", "CopyTo", "Create", "GetElement", "LoadUnsafe", "Max", "Min", "Multiply", "ShiftLeft", "Sqrt", "StoreUnsafe", "Subtract",
        "op_Addition", "op_Division", "op_Multiply", "op_Subtraction", "get_One", "get_Zero",
    ];

    [Fact]
    public void Search_refers_to_nothing_that_differs_between_machines()
    {
        var references = References();
        Assert.Contains(references, reference => reference is ("System.Math", "Sqrt"));
        Assert.DoesNotContain(references, reference => reference is not ("System.Threading.Monitor", _) && !IsExactVector(reference) && Banned.Any(banned => // a lock guards what is derived
            banned.EndsWith('.') ? reference.Type.StartsWith(banned, StringComparison.Ordinal) : string.Equals(reference.Type, banned, StringComparison.Ordinal)));
        Assert.DoesNotContain(references, reference =>
            string.Equals(reference.Type, "System.Math", StringComparison.Ordinal) && !ExactMath.Contains(reference.Member, StringComparer.Ordinal));
    }

    [Fact]
    public void Search_depends_on_no_package_and_no_other_part() =>
        Assert.All(typeof(SearchSpace).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    private static bool IsExactVector((string Type, string Member) reference) =>
        reference.Type is "System.Runtime.Intrinsics.Vector256" or "System.Runtime.Intrinsics.Vector256`1" && ExactVectors.Contains(reference.Member, StringComparer.Ordinal);

    private static List<(string Type, string Member)> References()
    {
        using var file = File.OpenRead(typeof(SearchSpace).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = new List<(string, string)>();
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (Parent(metadata, member.Parent) is not { } parent)
                continue;
            var type = metadata.GetTypeReference(parent);
            references.Add(($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", metadata.GetString(member.Name)));
        }

        return references;
    }

    /// <summary>The type that a member belongs to, also when that is generic, such as Vector256 of double; null if it is the library's own.</summary>
    private static TypeReferenceHandle? Parent(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                return null;
            signature.ReadCompressedInteger();
            parent = signature.ReadTypeHandle();
        }

        return parent.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)parent : null;
    }
}

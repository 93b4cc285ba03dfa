using Search;

namespace Bench.Quality;

/// <summary>Functions over whole numbers, choices and conditions.</summary>
internal static class MixedFunctions
{
    public static SearchSpace MixedAckleySpace { get; } = SearchSpace.Parse("""
        {"x0":{"type":"float","low":-4,"high":9},"x1":{"type":"float","low":-4,"high":9},"x2":{"type":"float","low":-4,"high":9},
         "n0":{"type":"int","low":-5,"high":8},"n1":{"type":"int","low":-8,"high":5},
         "c0":{"type":"categorical","choices":["a","b","c","d"]},"c1":{"type":"categorical","choices":["a","b","c"]}}
        """);

    public static SearchSpace PressureVesselSpace { get; } = SearchSpace.Parse("""
        {"shell":{"type":"int","low":1,"high":99},"head":{"type":"int","low":1,"high":99},
         "radius":{"type":"float","low":10,"high":200},"length":{"type":"float","low":10,"high":240}}
        """);

    public static SearchSpace NetworkSpace { get; } = SearchSpace.Parse("""
        {"lr":{"type":"float","low":1e-5,"high":1,"log":true},
         "weight_decay":{"type":"float","low":1e-6,"high":1e-1,"log":true},
         "batch":{"type":"categorical","choices":[16,32,64,128,256]},
         "optimizer":{"type":"categorical","choices":["sgd","adam","rmsprop"]},
         "momentum":{"type":"float","low":0,"high":0.99,"when":{"optimizer":["sgd"]}},
         "arch":{"type":"categorical","choices":["mlp","cnn","rnn"]},
         "cnn_layers":{"type":"int","low":1,"high":12,"when":{"arch":["cnn"]}},
         "kernel":{"type":"categorical","choices":[3,5,7],"when":{"arch":["cnn"]}},
         "mlp_width":{"type":"int","low":8,"high":4096,"log":true,"when":{"arch":["mlp"]}},
         "dropout":{"type":"float","low":0,"high":0.9,"step":0.1,"when":{"arch":["mlp","cnn"]}}}
        """);

    public static SearchSpace LearnerSpace { get; } = SearchSpace.Parse("""
        {"learner":{"type":"categorical","choices":["svm","forest","boost"]},
         "c":{"type":"float","low":1e-3,"high":1e3,"log":true,"when":{"learner":["svm"]}},
         "kernel":{"type":"categorical","choices":["linear","rbf"],"when":{"learner":["svm"]}},
         "gamma":{"type":"float","low":1e-4,"high":10,"log":true,"when":{"kernel":["rbf"]}},
         "trees":{"type":"int","low":10,"high":1000,"log":true,"when":{"learner":["forest","boost"]}},
         "depth":{"type":"int","low":1,"high":20,"when":{"learner":["forest","boost"]}},
         "shrinkage":{"type":"float","low":1e-3,"high":1,"log":true,"when":{"learner":["boost"]}},
         "subsample":{"type":"float","low":0.3,"high":1,"when":{"learner":["boost"]}}}
        """);

    /// <summary>Ackley's function of three reals and two whole numbers, off-centre; each choice but one adds a little and bends an axis.</summary>
    public static double MixedAckley(ParameterSet set)
    {
        double[] penalty0 = [0.6, 0, 1.1, 0.3], penalty1 = [0.4, 0.9, 0];
        var (c0, c1) = ((string)set["c0"], (string)set["c1"]);
        var bend = c0 == "b" ? 1 : 1.3;
        return PublishedFunctions.Ackley([bend * (Real(set, "x0") - 1.7), Real(set, "x1") + 0.9, Real(set, "x2") - 3.3, Real(set, "n0") - 2, Real(set, "n1") + 3])
            + penalty0[c0[0] - 'a'] + penalty1[c1[0] - 'a'];
    }

    /// <summary>Rosenbrock's function on whole numbers from -5 to 10: a narrow curved valley of few points.</summary>
    public static double IntegerRosenbrock(ParameterSet set) =>
        Math.Log(1 + PublishedFunctions.Rosenbrock([.. set.Keys.Order(StringComparer.Ordinal).Select(name => Real(set, name))]));

    /// <summary>Sandgren 1990: cost of a vessel of plate thicknesses in sixteenths of an inch; broken rules cost in proportion.</summary>
    public static double PressureVessel(ParameterSet set)
    {
        var (shell, head, radius, length) = (0.0625 * Real(set, "shell"), 0.0625 * Real(set, "head"), Real(set, "radius"), Real(set, "length"));
        var cost = 0.6224 * shell * radius * length + 1.7781 * head * radius * radius + 3.1661 * shell * shell * length + 19.84 * shell * shell * radius;
        var broken = Math.Max(0, 0.0193 * radius - shell) + Math.Max(0, 0.00954 * radius - head)
            + Math.Max(0, 1_296_000 - Math.PI * radius * radius * length - 4.0 / 3 * Math.PI * radius * radius * radius) / 1_296_000;
        return Math.Log(cost * (1 + 10 * broken));
    }

    /// <summary>The vessel's least value: the corner of the space, where breaking the rules is cheaper than keeping them.</summary>
    public static double LeastVessel => PressureVessel(ParameterSet.Of(("shell", 1), ("head", 1), ("radius", 10.0), ("length", 10.0)));

    /// <summary>A loss with the habits of a network's: a best learning rate for each architecture and optimizer, and flat directions.</summary>
    public static double Network(ParameterSet set)
    {
        var (arch, optimizer) = ((string)set["arch"], (string)set["optimizer"]);
        var rate = Math.Log10(Real(set, "lr")) + (arch switch { "cnn" => 2.6, "mlp" => 3.2, _ => 2.1 }) - (optimizer == "sgd" ? 1.1 : 0);
        var loss = 0.4 * rate * rate / (1 + 0.2 * Math.Abs(rate))
            + 0.04 * Math.Abs(Math.Log10(Real(set, "weight_decay")) + 3.5)
            + 0.06 * Math.Abs(Math.Log2(Real(set, "batch")) - 5)
            + (optimizer switch { "sgd" => 0.5 * Math.Abs(Real(set, "momentum") - 0.87), "adam" => 0.06, _ => 0.12 });
        return loss + arch switch
        {
            "cnn" => 0.04 * Math.Abs(Real(set, "cnn_layers") - 8) + 0.05 * Math.Abs(Real(set, "kernel") - 5) + 0.7 * Math.Abs(Real(set, "dropout") - 0.2),
            "mlp" => 0.25 + 0.08 * Math.Abs(Math.Log2(Real(set, "mlp_width")) - 9.4) + 0.7 * Math.Abs(Real(set, "dropout") - 0.5),
            _ => 0.55,
        };
    }

    /// <summary>A choice of learners, each with parameters of its own, one of them two conditions deep.</summary>
    public static double Learner(ParameterSet set) => (string)set["learner"] switch
    {
        "svm" => 0.12 + 0.02 * Square(Math.Log10(Real(set, "c")) - 1.2)
            + ((string)set["kernel"] == "linear" ? 0.09 : 0.03 * Square(Math.Log10(Real(set, "gamma")) + 1.6 + 0.4 * (Math.Log10(Real(set, "c")) - 1.2))),
        "forest" => 0.15 + 0.03 * Math.Max(0, 2.3 - Math.Log10(Real(set, "trees"))) + 0.0015 * Square(Real(set, "depth") - 14),
        _ => 0.1 + 0.03 * Square(Math.Log10(Real(set, "trees")) + Math.Log10(Real(set, "shrinkage")) - 1.1) + 0.004 * Square(Real(set, "depth") - 5)
            + 0.02 * Square(Math.Log10(Real(set, "shrinkage")) + 1.4) + 0.05 * Square(Real(set, "subsample") - 0.7),
    };

    private static double Square(double value) => value * value;

    private static double Real(ParameterSet set, string name) => set[name] is long whole ? whole : (double)set[name];
}

using Streaming.Tests.Support;

namespace Streaming.Tests.Clients;

/// <summary>A theory that needs the JavaScript clients. Without them it is skipped, with a sentence.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute()
    {
        if (!Directory.Exists(Path.Combine(Repository.Root, "Streaming.Tests", "Clients", "node_modules")))
            Skip = "Install Node and run 'npm ci --prefix Streaming.Tests/Clients' to run this test.";
    }
}

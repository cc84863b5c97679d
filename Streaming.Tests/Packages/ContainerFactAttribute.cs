using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>A fact that runs a contained process. It is skipped, with the reason, where this is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = Skipping.Because(ContainedServer.Missing);
}

namespace Streaming.Tests.Support;

/// <summary>A class whose tests wait for a minute or more with idle processors. <see cref="LongWaitsFirst"/> starts it early.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WaitsLongAttribute : Attribute;

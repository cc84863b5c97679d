namespace Streaming.Server.Jobs;

/// <summary>
/// States, on the class of a job's arguments, the name of the job type. The methods <c>AddJob&lt;THandler&gt;()</c> and
/// <c>EnqueueAsync(arguments)</c> then find the name by the class.
/// </summary>
/// <param name="name">The name of the job type, by which clients enqueue jobs with <c>POST /jobs</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JobTypeAttribute(string name) : Attribute
{
    /// <summary>The name of the job type.</summary>
    public string Name => name;
}

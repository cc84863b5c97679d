using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>A message that a subscriber received, and the position to send when the subscriber resumes after it.</summary>
/// <param name="Message">
/// The message. Of a gap, the type is <c>gap</c> and the position is that before the oldest message that still exists.
/// </param>
/// <param name="ResumeAfter">The position, or the composite position of several topics.</param>
internal readonly record struct Delivery(ReceivedMessage Message, string ResumeAfter);

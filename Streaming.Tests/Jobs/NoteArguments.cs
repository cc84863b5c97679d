using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs;

namespace Streaming.Tests.Jobs;

[JobType("note")]
public sealed record NoteArguments([property: StringLength(20)] string Text);

"""What the road of a policy refuses."""

from lianfang.kernel.refusals import Refusal


class NotAFileOfAPack(Refusal):
    code = "not-a-file-of-a-pack"
    says = "A policy pack has no place for a file “{path}”."
    remedy = "Use a place the pack has, such as values/NAME.yaml, measures/MEASURE/rules.yaml or cases/NAME.yaml."


class TextTooLong(Refusal):
    code = "policy-text-too-long"
    says = "The text of {path} has {size:,} bytes; {most:,} is the most a file of a policy may have."
    remedy = "Divide it into several files."


class SomebodySaved(Refusal):
    code = "somebody-saved-before-you"
    says = "Somebody saved {path} while you were writing: theirs is version {number}, you began from version {seen}."
    remedy = (
        "Your text is still in the field. Open the newer version beside it, bring the two together, and save again."
    )
    status = 409


class NotChecked(Refusal):
    code = "draft-not-checked"
    says = "This draft has not passed its check as it is written now."
    remedy = "Mend what stands beside its lines, then hand it in."
    status = 409


class NotUploaded(Refusal):
    code = "not-a-policy-upload"
    says = "The upload could not be read as a policy: {why}."
    remedy = "Send one ZIP archive of the pack's folder, with pack.yaml at its top, or single YAML files."

"""What the road of a policy refuses."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NotAFileOfAPack(Refusal):
    code = "not-a-file-of-a-pack"
    says = Words("政策包里没有“{path}”这样的位置。", "A policy pack has no place for a file “{path}”.")
    remedy = Words(
        "请用政策包里有的位置，如 values/名称.yaml、measures/措施/rules.yaml 或 cases/名称.yaml。",
        "Use a place the pack has, such as values/NAME.yaml, measures/MEASURE/rules.yaml or cases/NAME.yaml.",
    )


class TextTooLong(Refusal):
    code = "policy-text-too-long"
    says = Words(
        "{path} 的文本有 {size:,} 字节；政策的一个文件最多 {most:,} 字节。",
        "The text of {path} has {size:,} bytes; {most:,} is the most a file of a policy may have.",
    )
    remedy = Words("请分成几个文件。", "Divide it into several files.")


class SomebodySaved(Refusal):
    code = "somebody-saved-before-you"
    says = Words(
        "您编写期间有人保存了 {path}：对方保存的是第 {number} 版，您是从第 {seen} 版开始的。",
        "Somebody saved {path} while you were writing: theirs is version {number}, you began from version {seen}.",
    )
    remedy = Words(
        "您的文本还在输入框里。请在旁边打开新版本，把两者合在一起，再保存。",
        "Your text is still in the field. Open the newer version beside it, bring the two together, and save again.",
    )
    status = 409


class NotChecked(Refusal):
    code = "draft-not-checked"
    says = Words("这份草案现在的文本还没有通过检查。", "This draft has not passed its check as it is written now.")
    remedy = Words("请改正各行旁边指出的问题，再提交。", "Mend what stands beside its lines, then hand it in.")
    status = 409


class NotUploaded(Refusal):
    code = "not-a-policy-upload"
    says = Words("上传的内容不能当作政策读取：{why}。", "The upload could not be read as a policy: {why}.")
    remedy = Words(
        "请上传政策包文件夹的一个 ZIP 压缩包（pack.yaml 在最上层），或单个的 YAML 文件。",
        "Send one ZIP archive of the pack's folder, with pack.yaml at its top, or single YAML files.",
    )


class NotSeen(Refusal):
    code = "preview-not-seen"
    says = Words(
        "您还没有看过这份草案现在内容的影响预览。",
        "You have not looked at the preview of this draft as it is written now.",
    )
    remedy = Words("打开预览，看清会影响谁，再继续。", "Open the preview, see whom the draft changes, then go on.")
    status = 409


class SignedByWriter(Refusal):
    code = "signed-by-a-writer"
    says = Words(
        "您写过或交付过这份草案，不能由您签署。", "You wrote on this draft or handed it in, so you cannot sign it."
    )
    remedy = Words("请另一位签署人来签。", "Ask another approver to sign it.")
    status = 409


class NotThatMinute(Refusal):
    code = "not-that-minute"
    says = Words("不能从{starts}起生效：{why}。", "It cannot take force at {starts}: {why}.")
    remedy = Words(
        "请选一个整分钟、够提前的时刻；紧急的请写明理由。",
        "Choose a whole minute with enough notice, or give the reason of an emergency.",
    )


class NoReason(Refusal):
    code = "reason-needed"
    says = Words("没有写明理由。", "No reason was given.")
    remedy = Words("请用一句话写明理由，它会公开留存。", "Give the reason in a sentence; it is kept and shown.")
